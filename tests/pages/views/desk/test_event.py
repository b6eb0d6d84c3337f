"""An event at the desk: its facts, who comes page by page, and the list for the door."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from core.models import AuditEntry, Message
from events.models import Event, EventState, Rsvp
from events.selectors import rsvp_page
from events.services.event_move import cancel_event, move_event
from events.when import when_text
from tests.events.gatherings import a_private_event, an_action, an_event, answer, in_days
from tests.pages.views.desk.event_visits import expected, statuses, tiles, visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def event(story: Coalition) -> Event:
    """Of the partner: Ana comes, Bo with two, Cy waits."""
    event = an_event(story, group=1, capacity=4, text="Bring a **chair**. <script>x</script>")
    answer(event, "ana")
    answer(event, "bo", guests=2)
    answer(event, "cy")
    return event


def path_of(event: Event, part: str = "") -> str:
    return f"/desk/events/{event.slug}/{part}"


def names_in(page: Any) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)</th>', page.content.decode())


def test_the_host_the_lead_and_administrators_see_it_and_nobody_else(
    story: Coalition, event: Event
) -> None:
    assert statuses(story, path_of(event)) == expected(200, for_=("host", "lead", "admin"))
    for part in ("guests/", "door/"):
        assert statuses(story, path_of(event, part)) == expected(200, for_=("host",))
    assert Client().get(path_of(event)).status_code == 302


def test_shows_the_facts(story: Coalition, event: Event) -> None:
    page = visitor(story, "host_organizer").get(path_of(event))
    said = words(page)

    assert when_text(event) in said
    assert tiles(page) == {
        "Going, with guests": "4 / 4", "Answers": "2", "Waiting list": "1",
        "Cancelled their place": "0", "Here": "0",
    }  # fmt: skip
    assert "<strong>chair</strong>" in page.content.decode()
    assert "<script>x" not in page.content.decode()
    assert said.count("Due") == 2


def test_the_lead_sees_counts_with_small_ones_hidden(story: Coalition, event: Event) -> None:
    for who in ("lead_organizer", "admin"):
        assert tiles(visitor(story, who).get(path_of(event)))["Going, with guests"] == "&lt;10 / 4"
    assert b'class="tiles"' not in visitor(story, "lead_steward").get(path_of(event)).content


def test_a_private_address_is_for_its_own_group(story: Coalition) -> None:
    event = a_private_event(story, group=1, directions="Ring twice")
    seen = {
        who: [word for word in ("Hidden Hearth", "77 Whisper Lane", "Ring twice") if word in
              visitor(story, who).get(path_of(event)).content.decode()]
        for who in ("host_organizer", "host_steward", "lead_organizer", "lead_steward", "admin")
    }  # fmt: skip
    whole = ["Hidden Hearth", "77 Whisper Lane", "Ring twice"]
    assert seen == {
        "host_organizer": whole,
        "host_steward": whole,
        "lead_organizer": [],
        "lead_steward": [],
        "admin": [],
    }


def test_each_is_offered_what_they_may_do(story: Coalition, event: Event) -> None:
    def offered(who: str) -> list[str]:
        page = visitor(story, who).get(path_of(event)).content.decode()
        [acts] = re.findall(r'<div class="page-acts">(.*?)</header>', page, re.S)
        return re.findall(rf'href="{path_of(event)}(\w[\w-]*)/"', acts)

    assert offered("host_organizer") == ["check-in", "edit", "move", "cancel"]
    assert offered("host_steward") == ["check-in"]
    assert offered("lead_coordinator") == ["edit", "move", "cancel"]
    assert offered("lead_steward") == offered("admin") == []


def test_names_the_plans_that_it_left_and_what_the_city_chose(story: Coalition) -> None:
    event = an_event(story, group=1, action=an_action(story, group=1))
    before = when_text(event)
    event = move_event(event=event, version=1, start=in_days(12), actor=SYSTEM)

    said = words(visitor(story, "host_organizer").get(path_of(event)))

    assert f"Was planned before {before}" in said
    assert "Chosen by the city itself day and time" in said
    assert "Open Moved In" in said


def test_names_mail_that_failed_and_nobody_whom_it_was_for(story: Coalition, event: Event) -> None:
    owed = Message.objects.filter(kind="events.rsvp")
    failed = owed.values_list("pk", flat=True)[:2]
    Message.objects.filter(pk__in=list(failed)).update(state="failed", last_error="smtp_550")

    page = visitor(story, "host_organizer").get(path_of(event))
    said = words(page)

    assert "Confirmation of an answer smtp_550 2 Failed" in said
    assert "Confirmation of an answer 1 On its way" in said
    [main] = re.findall(r"<main.*?</main>", page.content.decode(), re.S)
    assert [word for word in ("Castillo", "@guests", "Ana") if word in main] == []


def test_a_draft_and_a_cancelled_one_say_so(story: Coalition) -> None:
    draft = an_event(story, group=1, state=EventState.DRAFT)
    cancelled = cancel_event(event=an_event(story, group=1), version=1, actor=SYSTEM)
    host = visitor(story, "host_organizer")

    assert "This is a draft" in words(host.get(path_of(draft)))
    assert "This event is cancelled." in words(host.get(path_of(cancelled)))
    assert words(host.get(path_of(cancelled))).count("Not sent: The event was cancelled") == 2


def test_organizers_see_the_list_masked_and_stewards_in_full_and_audited(
    story: Coalition, event: Event
) -> None:
    masked = visitor(story, "host_organizer").get(path_of(event, "guests/"))
    waiting = visitor(story, "host_coordinator").get(path_of(event, "guests/?state=waiting"))
    assert (names_in(masked), names_in(waiting)) == (["Ana C.", "Bo C."], ["Cy C."])
    assert not AuditEntry.objects.filter(action="rsvps.read").exists()
    for page in (masked, waiting):
        [main] = re.findall(r"<main.*?</main>", page.content.decode(), re.S)
        assert [word for word in ("Castillo", "@") if word in main] == []

    full = visitor(story, "host_steward").get(path_of(event, "guests/"))
    assert names_in(full) == ["Ana Castillo", "Bo Castillo"]
    assert "bo@guests.example" in words(full)
    assert AuditEntry.objects.get(action="rsvps.read").detail == {"people": 3}


def test_the_list_goes_on_from_page_to_page(
    story: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = an_event(story, group=1, capacity=1)
    for name in ("ana", "bo", "cy", "dov", "eve"):
        answer(event, name)
    host = visitor(story, "host_organizer")
    monkeypatch.setitem(rsvp_page.guest_page.__kwdefaults__, "size", 2)

    first = host.get(path_of(event, "guests/?state=waiting"))
    [after] = re.findall(
        r'rel="next" href="\?state=waiting&amp;after=(\d+)"', first.content.decode()
    )
    second = host.get(path_of(event, f"guests/?state=waiting&after={after}"))

    assert (names_in(first), names_in(second)) == (["Bo C.", "Cy C."], ["Dov C.", "Eve C."])
    assert "Mailbox has not answered" not in words(first)
    assert " EST" in words(first) or " EDT" in words(first)
    assert "UTC" not in words(first)
    places = re.findall(r'data-label="Place on the list">(\d+)<', second.content.decode())
    assert places == ["3", "4"]
    assert b'rel="next"' not in second.content
    for wrong in ("x", "-1", "9" * 40, "%00"):
        assert host.get(path_of(event, f"guests/?after={wrong}")).status_code == 400
    assert names_in(host.get(path_of(event, "guests/?state=cancelled"))) == ["Ana C."]


def test_the_list_to_print_holds_names_and_nothing_else_of_people(
    story: Coalition, event: Event
) -> None:
    organizer = visitor(story, "host_organizer").get(path_of(event, "door/"))
    steward = visitor(story, "host_steward").get(path_of(event, "door/"))

    assert names_in(organizer) == ["Ana C.", "Bo C.", "Cy C."]
    assert names_in(steward) == ["Ana Castillo", "Bo Castillo", "Cy Castillo"]
    assert "4 expected, with guests." in words(steward)
    assert "guests.example" not in steward.content.decode()
    places = r'class="number">(\d+)</td><th scope="row">(.*?)</th>'
    assert re.findall(places, organizer.content.decode()) == [("1", "Cy C.")]
    assert b"is-ticked" not in organizer.content
    Rsvp.objects.filter(event=event).update(checked_in_at=timezone.now())
    ticked = visitor(story, "host_organizer").get(path_of(event, "door/"))
    assert ticked.content.count(b"is-ticked") == 3
    assert AuditEntry.objects.filter(action="rsvps.read").count() == 1


def test_nobody_answered_says_what_to_do(story: Coalition) -> None:
    event = an_event(story, group=1)
    host = visitor(story, "host_organizer")
    assert "Nobody has answered yet. Share the public page" in words(
        host.get(path_of(event, "guests/"))
    )
    assert "Nobody waits" in words(host.get(path_of(event, "guests/?state=waiting")))
    assert "Nobody has answered yet." in words(host.get(path_of(event, "door/")))


def test_reading_again_within_a_quarter_of_an_hour_is_one_reading(
    story: Coalition, event: Event
) -> None:
    steward = visitor(story, "host_steward")
    Rsvp.objects.update(received_at=timezone.now() - timedelta(hours=1))
    for part in ("guests/", "guests/?state=waiting", "door/", "check-in/"):
        steward.get(path_of(event, part))
    entry = AuditEntry.objects.get(action="rsvps.read")
    assert entry.detail == {"people": 3}


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, event: Event, django_assert_num_queries: Any
) -> None:
    small = an_event(story, group=1)
    answer(small, "ana")
    host, steward = visitor(story, "host_organizer"), visitor(story, "host_steward")
    steward.get(path_of(small, "guests/"))  # opens the vault's key
    for each in (small, event):
        with django_assert_num_queries(10):
            host.get(path_of(each))
        with django_assert_num_queries(6):
            host.get(path_of(each, "guests/"))
        with django_assert_num_queries(5):
            host.get(path_of(each, "door/"))
