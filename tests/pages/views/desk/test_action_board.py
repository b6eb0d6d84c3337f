"""The board of cities: who sees which row, which counts and which buttons."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from events.models import Action, Event, EventState, Reminder
from events.services.event import create_events_of
from events.services.event_move import cancel_event, move_event
from events.services.rsvp_decision import check_in
from events.when import day_text
from tests.events.gatherings import (
    SEVEN_CITIES,
    an_action,
    an_event,
    answer,
    in_days,
    in_seven_cities,
)
from tests.pages.views.desk.event_visits import expected, statuses, tiles, visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def action(story: Coalition) -> Action:
    return an_action(story, group=1)


def path_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/"


def city(story: Coalition, action: Action, name: str, region: str, group: int, **own: Any) -> Event:
    """A city hosted by the group of this index."""
    fields = {"city": name, "region": region, **own}
    [event] = create_events_of(action=action, cities=[(story.groups[group], fields)], actor=SYSTEM)
    return event


def rows_in(page: Any) -> dict[str, str]:
    """The words of each row by its city."""
    rows = re.findall(r'<li class="city .*?</li>', page.content.decode(), re.S)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return {text.split(",")[0]: text for text in texts}


def acts_in(page: Any, event: Event) -> list[str]:
    """What the row offers to do."""
    found = re.findall(rf'id="(\w+)-{event.slug}"', page.content.decode())
    return [act for act in found if act != "see"]


def test_staff_of_the_coalition_see_the_board_and_nobody_else(
    story: Coalition, action: Action
) -> None:
    sees = expected(200, for_=("host", "lead", "other", "admin"))
    assert statuses(story, path_of(action)) == sees
    stranger = Client().get(path_of(action))
    assert (stranger.status_code, stranger["Location"]) == (
        302,
        f"/accounts/login/?next={path_of(action)}",
    )


def test_cities_stand_in_the_order_in_which_they_start(story: Coalition, action: Action) -> None:
    events = in_seven_cities(story, action)
    page = visitor(story, "lead_organizer").get(path_of(action))

    ordered = sorted(events, key=lambda event: (event.starts_at, event.city))
    rows = rows_in(page)
    assert list(rows) == [event.city for event in ordered]
    seattle = next(event for event in events if event.city == "Seattle")
    assert (
        f"12:00 pm {seattle.start.there:%Z} (Pacific Time) {day_text(seattle.local_date)}"
        in (rows["Seattle"])
    )
    assert all(f"{name} Hall" in rows[name] for name, _ in SEVEN_CITIES)


def test_each_sees_the_counts_that_they_may_know(story: Coalition, action: Action) -> None:
    small = city(story, action, "Boston", "MA", 1)
    large = city(story, action, "Seattle", "WA", 1)
    answer(small, "ana", guests=2)
    for number in range(11):
        answer(large, f"bo{number}")

    seen = {}
    for who in ("host_organizer", "host_steward", "lead_organizer", "admin"):
        page = visitor(story, who).get(path_of(action))
        counts = re.findall(r"<dt>Going</dt><dd>(.*?)</dd>", page.content.decode())
        seen[who] = (counts, tiles(page)["Going, with guests"])
    whole, hidden = (["3", "11"], "14"), (["&lt;10", "11"], "at least 11")
    assert seen == {
        "host_organizer": whole,
        "host_steward": whole,
        "lead_organizer": hidden,
        "admin": hidden,
    }
    for who in ("lead_steward", "other_coordinator"):
        page = visitor(story, who).get(path_of(action))
        assert re.findall(r"<dt>Going</dt><dd>(.*?)</dd>", page.content.decode()) == []
        assert tiles(page)["Going, with guests"] == "few"


def test_each_is_offered_what_they_may_do(story: Coalition, action: Action) -> None:
    is_open = city(story, action, "Boston", "MA", 1)
    draft = city(story, action, "Seattle", "WA", 1, state=EventState.DRAFT)
    cancelled = city(story, action, "Portland", "OR", 1)
    cancel_event(event=cancelled, version=1, actor=SYSTEM)
    events = (is_open, draft, cancelled)

    def offered(who: str) -> list[list[str]]:
        page = visitor(story, who).get(path_of(action))
        return [acts_in(page, event) for event in events]

    changes = [["edit", "move", "cancel"], ["open", "edit", "move"], ["edit", "reopen"]]
    at_the_door = [["door", *changes[0]], *changes[1:]]
    assert offered("host_organizer") == offered("host_coordinator") == at_the_door
    assert offered("host_steward") == [["door"], [], []]
    assert offered("lead_organizer") == changes
    assert offered("lead_steward") == offered("other_organizer") == offered("admin") == [[], [], []]
    # Another partner's draft is none of their business; a public one leads to its public page.
    page = visitor(story, "other_organizer").get(path_of(action))
    assert list(rows_in(page)) == ["Boston", "Portland"]
    assert f'href="/e/{is_open.slug}/"' in page.content.decode()


def test_a_private_address_is_on_no_board(story: Coalition, action: Action) -> None:
    city(
        story, action, "Boston", "MA", 1,
        is_private=True, venue="Hidden Hearth", address="77 Whisper Lane",
    )  # fmt: skip
    for who in ("host_organizer", "host_steward", "lead_organizer", "other_organizer", "admin"):
        page = visitor(story, who).get(path_of(action))
        text = page.content.decode()
        assert [word for word in ("Hidden Hearth", "Whisper") if word in text] == []
        assert "private address" in rows_in(page)["Boston"]


def test_says_how_long_until_it_starts_and_what_became_of_it(
    story: Coalition, action: Action
) -> None:
    events = {event.city: event for event in in_seven_cities(story, action)}
    now = timezone.now()
    times = {
        "Arlington": (timedelta(minutes=95), timedelta(minutes=200)),
        "Washington": (timedelta(minutes=-5), timedelta(minutes=90)),
        "New York": (timedelta(hours=-3), timedelta(hours=-1)),
        "Seattle": (timedelta(minutes=20), timedelta(minutes=80)),
    }
    for name, (start, end) in times.items():
        Event.objects.filter(pk=events[name].pk).update(starts_at=now + start, ends_at=now + end)
    cancel_event(event=events["Portland"], version=1, actor=SYSTEM)
    moved = events["Minneapolis"]
    move_event(event=moved, version=1, start=in_days(12, zone="America/Chicago"), actor=SYSTEM)

    page = visitor(story, "lead_organizer").get(path_of(action))
    rows = rows_in(page)

    assert "In 1 h 35 min Open" in rows["Arlington"]
    assert "Going on now Open" in rows["Washington"]
    assert "Over Past" in rows["New York"]
    assert "In 20 minutes Open" in rows["Seattle"]
    assert re.search(r"2026|20\d\d Cancelled", rows["Portland"])
    assert re.search(r"In 1[12] days Open Moved", rows["Minneapolis"])
    assert tiles(page) == {
        "Going, with guests": "0", "Here": "0", "Waiting list": "0", "Cities": "6",
        "Going on now": "1", "Cancelled": "1", "Over": "1",
    }  # fmt: skip


def test_counts_people_with_guests_at_the_door_and_in_line(
    story: Coalition, action: Action
) -> None:
    event = city(story, action, "Boston", "MA", 1, capacity=3)
    here = answer(event, "ana", guests=2)
    answer(event, "bo")
    check_in(event=event, rsvp_id=here.pk, actor=SYSTEM)

    page = visitor(story, "host_organizer").get(path_of(action))

    assert re.search(r"3 / 3 Going|Going 3 / 3", rows_in(page)["Boston"])
    assert (tiles(page)["Here"], tiles(page)["Waiting list"]) == ("3", "1")
    assert "Full" in rows_in(page)["Boston"]


def test_tells_which_reminder_is_owed_and_which_was_sent(story: Coalition, action: Action) -> None:
    event = city(story, action, "Boston", "MA", 1)
    host = visitor(story, "host_organizer")
    eve = event.local_date - timedelta(days=1)

    owed = rows_in(host.get(path_of(action)))["Boston"]
    Reminder.objects.filter(event=event).update(state="done")
    sent = rows_in(host.get(path_of(action)))["Boston"]

    assert f"Reminder due {eve.day} {eve:%b}, 6:00 pm local time" in owed
    assert "Reminder sent: 2 hours before" in sent


def test_htmx_asks_for_the_board_alone_and_it_asks_again(story: Coalition, action: Action) -> None:
    city(story, action, "Boston", "MA", 1)
    host = visitor(story, "host_organizer")

    part = host.get(path_of(action), headers={"HX-Request": "true"}).content.decode().strip()
    page = host.get(path_of(action)).content.decode()

    opening = f'<div id="board" hx-get="{path_of(action)}" hx-trigger="every 15s"'
    assert (part.startswith(opening), "<html" in part) == (True, False)
    assert page.count(opening) == 1


def test_the_map_leads_to_the_rows(story: Coalition, action: Action) -> None:
    event = city(story, action, "Boston", "MA", 1, state=EventState.DRAFT)
    page = visitor(story, "host_organizer").get(path_of(action)).content.decode()
    assert re.findall(r'class="map-city" href="([^"]+)" aria-label="([^"]+)"', page) == [
        (f"#{event.slug}", "Boston: Draft")
    ]


def test_an_empty_board_says_what_to_do_next(story: Coalition, action: Action) -> None:
    said = words(visitor(story, "host_organizer").get(path_of(action)))
    assert "No city has joined yet. Add the first cities" in said
    assert "Add the first cities" not in words(visitor(story, "host_steward").get(path_of(action)))


def test_is_kept_by_nobody_and_holds_no_style_or_script_of_its_own(
    story: Coalition, action: Action
) -> None:
    in_seven_cities(story, action)
    page = visitor(story, "lead_organizer").get(path_of(action))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert re.findall(rb"<style|\sstyle=|onclick|<script(?! src=)", page.content) == []


def test_makes_as_many_queries_for_seven_cities_as_for_one(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    small, large = an_action(story), an_action(story)
    an_event(story, action=small)
    in_seven_cities(story, large)
    client = visitor(story, "lead_organizer")
    for action in (small, large):
        with django_assert_num_queries(9):
            client.get(path_of(action))


def test_many_cities_come_in_pages_with_the_sums_and_the_map_of_all(
    story: Coalition, action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.views.desk.action_board.PAGE", 3)
    events = sorted(in_seven_cities(story, action), key=lambda one: (one.starts_at, one.city))
    answer(events[-1], "ana", guests=1)
    client, shown, url = visitor(story, "lead_organizer"), [], "?"
    while url:
        page = client.get(path_of(action) + url)
        shown += list(rows_in(page))
        text = page.content.decode()
        assert (tiles(page)["Cities"], text.count('class="map-city"')) == ("7", 7)
        assert f'hx-get="{path_of(action)}{url.rstrip("?")}"' in text
        url = next(iter(re.findall(r'rel="next" href="[^"?]*([^"]+)"', text)), "")
    assert shown == [event.city for event in events]

    # The map leads to the page on which a city's row stands.
    first = client.get(path_of(action)).content.decode()
    [href] = re.findall(rf'class="map-city" href="([^"]+)" aria-label="{events[-1].city}', first)
    there, _, row = href.partition("#")
    assert f'id="{row}"' in client.get(path_of(action) + there).content.decode()
