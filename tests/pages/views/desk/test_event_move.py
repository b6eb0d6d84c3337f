"""Moving an event at the desk: what it becomes is shown before anything is changed."""

import re
from datetime import date, time
from typing import Any

import pytest

from core.actors import SYSTEM
from events.models import Event, EventState
from events.sealed_place import whereabouts_of
from events.services.event import update_event
from events.services.event_move import cancel_event
from events.when import when_text
from tests.events.gatherings import a_private_event, an_event, answer, in_days, owed_kinds
from tests.pages.views.desk.event_visits import (
    EVERYONE,
    expected,
    statuses,
    summary,
    values,
    visitor,
    words,
)
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
PLANNERS = ("host_organizer", "host_coordinator", "lead_organizer", "lead_coordinator")


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def event(story: Coalition) -> Event:
    return an_event(story, group=1, venue="Union Hall")


def path_of(event: Event) -> str:
    return f"/desk/events/{event.slug}/move/"


def typed(client: Any, event: Event, **changed: str) -> dict[str, str]:
    """The form as it stands, with what was typed into it."""
    page = client.get(path_of(event))
    [region] = re.findall(r'<option value="(\w\w)" selected', page.content.decode())
    fields = values(page) | {"region": region}
    if not event.is_private:
        fields.pop("is_private", None)  # a box that is not ticked is not sent
    return fields | changed


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def test_planners_of_its_group_and_the_lead_may(story: Coalition, event: Event) -> None:
    wanted = expected(403, for_=("host", "lead", "admin"))
    wanted |= {who: 200 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(event)) == wanted
    wanted |= {who: 400 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(event), "post") == wanted


def test_shows_first_what_it_becomes_and_who_is_told(story: Coalition, event: Event) -> None:
    answer(event, "ana")
    host = visitor(story, "host_organizer")

    page = host.post(path_of(event), typed(host, event, local_time="18:30", venue="Town Hall"))
    said = words(page)

    assert page.status_code == 200
    assert f"Was {when_text(event)}" in said
    assert f"Becomes {event.local_date:%A} {event.local_date.day}" in said
    assert "6:30 pm" in said
    assert "Venue Was Union Hall, becomes Town Hall" in said
    assert "1 person who comes or waits is told by mail." in said
    assert fresh(event).version == 1


def test_the_second_press_moves_it_and_tells_those_who_come(story: Coalition, event: Event) -> None:
    rsvp = answer(event, "ana")
    host = visitor(story, "host_organizer")
    look = host.post(path_of(event), typed(host, event, local_time="18:30", venue="Town Hall"))

    pressed = host.post(path_of(event), values(look) | {"confirmed": "1"})
    again = host.post(path_of(event), values(look) | {"confirmed": "1"})

    assert (pressed.status_code, pressed["Location"]) == (303, f"/desk/events/{event.slug}/")
    moved = fresh(event)
    assert (moved.local_time, moved.venue, moved.time_version) == (time(18, 30), "Town Hall", 2)
    assert owed_kinds(rsvp) == ["events.moved", "events.rsvp"]
    assert again.status_code == 400
    assert "Nothing was changed" in words(again)


def test_what_another_changed_meanwhile_is_a_clear_conflict(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    form = typed(host, event, local_time="18:30", confirmed="1")
    update_event(event=event, changes={"capacity": 9}, version=1, actor=SYSTEM)

    look = host.post(path_of(event), {**form, "confirmed": ""})
    page = host.post(path_of(event), form)

    assert (look.status_code, page.status_code) == (412, 412)
    assert "Someone else changed this first." in words(page)
    assert "Someone else wrote meanwhile: 12:00" in words(page)
    assert (values(page)["local_time"], values(page)["version"]) == ("18:30", "2")
    assert fresh(event).local_time == time(12)


@pytest.mark.parametrize(
    ("day", "at", "chosen", "offered", "becomes"),
    [
        (
            "2027-11-07", "01:30", "2027-11-07T01:30:00/1",
            ["1:30 am EDT", "1:30 am EST"], (time(1, 30), 1),
        ),
        (
            "2027-03-14", "02:30", "2027-03-14T03:30:00/0",
            ["1:30 am EST", "3:30 am EDT"], (time(3, 30), 0),
        ),
    ],
)  # fmt: skip
def test_a_time_that_is_no_single_one_offers_the_two_that_may_be_meant(
    story: Coalition, event: Event, day: str, at: str, chosen: str, offered: list[str], becomes: Any
) -> None:
    host = visitor(story, "host_organizer")
    form = typed(host, event, date=day, local_time=at)

    page = host.post(path_of(event), form)
    look = host.post(path_of(event), form | {"meant": chosen})
    host.post(path_of(event), values(look) | {"confirmed": "1"})

    assert [name for name, _ in summary(page)] == ["meant"]
    choices = re.findall(r"(\d+:\d\d am E[SD]T) \(Eastern Time\)</label>", page.content.decode())
    assert (page.status_code, choices) == (400, offered)
    moved = fresh(event)
    assert (moved.local_date, (moved.local_time, moved.fold)) == (date.fromisoformat(day), becomes)


@pytest.mark.parametrize(
    ("day", "at", "wrong"),
    [("2027-03-14", "T02:30 ", "meant"), ("9999-12-31", "23:59", "date")],
)
def test_a_time_that_cannot_be_is_said_at_its_input(
    story: Coalition, event: Event, day: str, at: str, wrong: str
) -> None:
    host = visitor(story, "host_organizer")
    page = host.post(path_of(event), typed(host, event, date=day, local_time=at))
    assert (page.status_code, [name for name, _ in summary(page)]) == (400, [wrong])


def test_another_city_takes_its_own_clocks(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    look = host.post(path_of(event), typed(host, event, city="Seattle", region="WA"))
    assert "12:00 pm P" in words(look)
    assert f"City Was {event.place_name}, becomes Seattle, WA" in words(look)

    host.post(path_of(event), values(look) | {"confirmed": "1"})

    moved = fresh(event)
    assert (moved.place_name, moved.timezone) == ("Seattle, WA", "America/Los_Angeles")


def test_who_may_not_see_the_address_cannot_lose_it(story: Coalition) -> None:
    event = a_private_event(story, group=1)
    lead = visitor(story, "lead_organizer")
    form = typed(lead, event, local_time="18:30")
    assert (form["venue"], form["address"]) == ("", "")
    assert "You may not see the private address." in words(lead.get(path_of(event)))

    lead.post(path_of(event), form | {"confirmed": "1"})

    moved = fresh(event)
    assert (moved.local_time, whereabouts_of(moved).line) == (
        time(18, 30),
        "Hidden Hearth, 77 Whisper Lane",
    )


def test_making_it_private_seals_the_address(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    look = host.post(path_of(event), typed(host, event, is_private="1"))
    assert "From now on the address is for those who come." in words(look)

    host.post(path_of(event), values(look) | {"confirmed": "1"})

    moved = fresh(event)
    assert (moved.is_private, moved.venue, whereabouts_of(moved).venue) == (True, "", "Union Hall")


def test_keeps_what_was_typed_and_says_all_that_is_wrong(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    page = host.post(
        path_of(event),
        typed(host, event, date="tomorrow", local_time="25:00", duration_minutes="-5", city="<b>"),
    )
    assert page.status_code == 400
    assert [name for name, _ in summary(page)] == [
        "city", "date", "local_time", "duration_minutes",
    ]  # fmt: skip
    assert (values(page)["date"], values(page)["city"]) == ("tomorrow", "&lt;b&gt;")


def test_nobody_is_moved_into_the_past_and_nothing_cancelled_moves(
    story: Coalition, event: Event
) -> None:
    host = visitor(story, "host_organizer")
    yesterday = in_days(-1).local.date().isoformat()
    past = host.post(path_of(event), typed(host, event, date=yesterday, confirmed="1"))
    look = host.post(path_of(event), typed(host, event, date=yesterday))
    form = typed(host, event, local_time="18:30")
    cancel_event(event=event, version=1, actor=SYSTEM)
    cancelled = host.post(path_of(event), form | {"version": "2"})

    for page in (past, look):
        assert (page.status_code, summary(page)) == (400, [("date", "This time has passed.")])
    assert cancelled.status_code == 409
    assert "The event is cancelled. Reopen it first." in words(cancelled)
    said = host.get(path_of(event))
    assert "This event is cancelled, so it cannot be moved. Reopen it first" in words(said)
    assert b'name="local_time"' not in said.content


def test_a_draft_is_changed_and_nobody_told(story: Coalition) -> None:
    draft = an_event(story, group=1, state=EventState.DRAFT)
    host = visitor(story, "host_organizer")
    look = host.post(path_of(draft), typed(host, draft, local_time="18:30"))
    assert "It is a draft: nobody is told." in words(look)
    host.post(path_of(draft), values(look) | {"confirmed": "1"})
    assert fresh(draft).local_time == time(18, 30)
