"""The lists of actions and of events that belong to none."""

import re
from typing import Any

import pytest
from django.test import Client

from core.actors import SYSTEM
from events.models import Event, EventState
from events.services.event import create_events_of
from events.services.event_move import cancel_event
from events.when import day_text
from pages.views.desk import actions, events
from tests.events.gatherings import an_action, an_event, answer, in_days, in_seven_cities
from tests.pages.views.desk.event_visits import EVERYONE, visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
LIST = "/desk/actions/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def titles_in(page: Any) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)<', page.content.decode())


def events_in(page: Any) -> list[str]:
    return re.findall(r'class="row-title"><a href="[^"]+">([^<]+)<', page.content.decode())


def cells_in(page: Any) -> list[str]:
    """The words of each cell of the first row."""
    [row, *_] = re.findall(r"<tbody>.*?<tr>(.*?)</tr>", page.content.decode(), re.S)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_staff_of_the_coalition_see_its_actions(story: Coalition) -> None:
    an_action(story, group=1, title="Day one")
    seen = {who: titles_in(visitor(story, who).get(LIST)) for who in EVERYONE}
    assert seen == {who: [] if who in {"foreign", "nobody"} else ["Day one"] for who in EVERYONE}
    assert Client().get(LIST).status_code == 302


def test_shows_cities_the_next_day_and_answers_that_one_may_know(story: Coalition) -> None:
    action = an_action(story, group=1)
    cities = [("Boston", "MA"), ("Seattle", "WA"), ("Oakland", "CA")]
    made = create_events_of(
        action=action,
        cities=[(story.groups[1], {"city": city, "region": state}) for city, state in cities],
        actor=SYSTEM,
    )
    cancel_event(event=made[2], version=1, actor=SYSTEM)
    answer(made[0], "ana")
    for number in range(12):
        answer(made[1], f"bo{number}")
    days = day_text(action.date)

    def cells(who: str) -> list[str]:
        return cells_in(visitor(story, who).get(LIST))

    assert cells("host_organizer") == [days, days, "2 1 cancelled", "13"]
    assert cells("lead_organizer") == [days, days, "2 1 cancelled", "at least 12"]
    assert cells("other_organizer") == [days, days, "2 1 cancelled", "few"]
    spanish = visitor(story, "host_organizer").get(f"{LIST}?lang=es")
    assert cells_in(spanish)[2] == "2 1 cancelada"


def test_a_small_count_cannot_be_worked_out_from_the_sum(story: Coalition) -> None:
    """The sum on the list, the cities on the board: their difference tells nothing."""
    action = an_action(story, group=1)
    event = an_event(story, group=1, action=action)
    answer(event, "ana")
    assert cells_in(visitor(story, "lead_organizer").get(LIST))[-1] == "few"


def test_the_latest_comes_first_and_the_list_goes_on(
    story: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PAGE", 2)
    for days in (3, 1, 5, 5, 2):
        an_action(story, days=days, title=f"In {days} days")
    lead, url, seen = visitor(story, "lead_organizer"), LIST, []
    while url:
        page = lead.get(url)
        seen.append(titles_in(page))
        found = re.findall(r'rel="next" href="([^"]+)"', page.content.decode())
        url = found[0].replace("&amp;", "&") if found else ""

    assert seen == [["In 5 days", "In 5 days"], ["In 3 days", "In 2 days"], ["In 1 days"]]
    assert "Back to the first page" in words(page)
    for wrong in ("x", "2026-01-01_x", "_1", "2026-01-01_" + "9" * 30, "\x00_1"):
        assert lead.get(LIST, {"after": wrong}).status_code == 400


def test_lists_single_events_of_ones_groups_and_led_campaigns(story: Coalition) -> None:
    an_event(story, group=1, title="Rally")
    an_event(story, group=1, title="Draft", state=EventState.DRAFT, start=in_days(5))
    an_event(story, group=1, title="In an action", action=an_action(story))
    over = an_event(story, group=1, title="Over")
    Event.objects.filter(pk=over.pk).update(
        starts_at=in_days(-3).instant, ends_at=in_days(-2).instant
    )

    seen = {who: events_in(visitor(story, who).get("/desk/events/")) for who in EVERYONE}
    ahead = ["Draft", "Rally"]
    assert seen == {
        who: ahead if who.startswith(("host", "lead", "admin")) else [] for who in EVERYONE
    }
    host = visitor(story, "host_steward")
    assert events_in(host.get("/desk/events/?when=over")) == ["Over"]
    assert events_in(host.get(LIST)) == ahead


def test_single_events_go_on_from_page_to_page(
    story: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PAGE", 2)
    for days in (3, 1, 2):
        an_event(story, title=f"In {days} days", start=in_days(days))
    lead = visitor(story, "lead_organizer")
    first = lead.get("/desk/events/")
    [url] = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    second = lead.get(url.replace("&amp;", "&"))
    assert (events_in(first), events_in(second)) == (["In 1 days", "In 2 days"], ["In 3 days"])
    assert lead.get("/desk/events/", {"after": "2026-01-01T00:00_1"}).status_code == 400


def test_empty_lists_say_what_to_do_next(story: Coalition) -> None:
    organizer = words(visitor(story, "host_organizer").get(LIST))
    steward = words(visitor(story, "host_steward").get(LIST))
    assert "There is no action in your campaigns yet. Plan one" in organizer
    assert "Make one: a rally at short notice needs a title, a city and a time." in organizer
    assert "Organizers and coordinators of a group plan them." in steward
    assert ("Plan an action" in organizer, "Plan an action" in steward) == (True, False)


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    lead = visitor(story, "lead_organizer")
    for _ in range(2):
        in_seven_cities(story, an_action(story))
        for _ in range(2):
            an_event(story)
        with django_assert_num_queries(10):
            lead.get(LIST)
        with django_assert_num_queries(7):
            lead.get("/desk/events/")
