"""What the news of a move names: the plan that its reader was told last."""

import re
from email.message import EmailMessage

import pytest

from core.actors import SYSTEM
from core.models import Message
from events.event_place import find_place
from events.models import EarlierPlan, Event
from events.services.event_move import move_event
from events.when import when_text
from tests.events.gatherings import an_event, answer, in_days
from tests.events.outbox import Outbox, text_of
from tests.stories import Coalition

pytestmark = pytest.mark.django_db


def moved(event: Event, days: float = 11) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    return move_event(event=fresh, version=fresh.version, start=in_days(days), actor=SYSTEM)


def told_of(letters: list[EmailMessage]) -> dict[str, list[str]]:
    """By recipient, the lines that say what was and what is now."""
    lines = {
        str(letter["To"]).partition("@")[0]: [
            line.strip()
            for line in text_of(letter).splitlines()
            if re.match(r"  (Was|Is now)", line)
        ]
        for letter in letters
    }
    return {name: lines[name] for name in sorted(lines)}


def test_the_news_names_what_each_person_was_told_last(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    first = when_text(event)
    second = when_text(moved(event, 11))
    answer(event, "bob")
    Message.objects.filter(kind="events.moved").update(state="cancelled")  # ana never learns of it
    outbox.deliver()

    third = when_text(moved(event, 12))
    letters = outbox.deliver()

    assert told_of(letters) == {
        "ana": [f"Was: {first}", f"Is now: {third}"],
        "bob": [f"Was: {second}", f"Is now: {third}"],
    }
    [page] = [each.get_body(("html",)) for each in letters if str(each["To"]).startswith("ana")]
    assert page is not None
    assert f"Was: <s>{first}</s></span><br />Is now: {third}" in page.get_content()
    assert list(EarlierPlan.objects.values_list("time_version", flat=True)) == [1, 2]


def test_what_left_counts_before_what_failed_on_its_way(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    moved(event, 11)
    Message.objects.filter(kind="events.moved").update(state="failed", told=2)

    moved(event, 12)

    assert told_of(outbox.deliver())["ana"][0] == f"Was: {when_text(event)}"


def test_another_city_is_named_beside_the_one_before(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    place = find_place(city="Boston", region="MA")
    move_event(event=event, version=1, place=place, actor=SYSTEM)
    assert told_of(outbox.deliver()) == {"ana": ["Was in: New York, NY", "Is now in: Boston, MA"]}


def test_another_address_alone_names_no_other_time(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story, venue="Union Hall")
    answer(event, "ana")
    outbox.deliver()
    move_event(event=event, version=1, where={"venue": "Town Hall"}, actor=SYSTEM)
    letters = outbox.deliver()
    assert told_of(letters) == {"ana": []}
    assert "Town Hall" in text_of(letters[0])


def test_a_move_from_before_such_plans_were_kept_tells_the_new_time_alone(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    moved(event)
    EarlierPlan.objects.all().delete()
    (letter,) = outbox.deliver()
    assert told_of([letter]) == {"ana": []}
    assert "12:00 pm to 2:00 pm" in text_of(letter)
