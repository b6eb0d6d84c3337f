"""Editing an event at the desk: its words and seats, and two who do so at once."""

from typing import Any

import pytest

from core.actors import SYSTEM
from events.models import Event
from events.sealed_place import whereabouts_of
from events.services.event import update_event
from tests.events.gatherings import a_private_event, an_action, an_event, answer
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
    return an_event(story, group=1, action=an_action(story, group=1))


def path_of(event: Event) -> str:
    return f"/desk/events/{event.slug}/edit/"


def form_of(client: Any, event: Event, **changed: str) -> dict[str, str]:
    texts = {"text": event.text, "accessibility": event.accessibility, "directions": ""}
    return texts | values(client.get(path_of(event))) | changed


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def test_planners_of_its_group_and_the_lead_may(story: Coalition, event: Event) -> None:
    wanted = expected(403, for_=("host", "lead", "admin"))
    wanted |= {who: 200 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(event)) == wanted
    wanted |= {who: 400 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(event), "post") == wanted


def test_saves_what_is_another_and_keeps_that_as_the_citys_own(
    story: Coalition, event: Event
) -> None:
    host = visitor(story, "host_organizer")
    form = form_of(
        host, event, title="Rally at dawn", text="Bring tea.\r\nAnd bread.", capacity="40",
        accessibility="Step-free.", directions="Left of the gate.",
    )  # fmt: skip

    saved = host.post(path_of(event), form)

    assert (saved.status_code, saved["Location"]) == (303, f"/desk/events/{event.slug}/")
    after = fresh(event)
    assert (after.title, after.text, after.capacity, after.accessibility, after.directions) == (
        "Rally at dawn", "Bring tea.\nAnd bread.", 40, "Step-free.", "Left of the gate.",
    )  # fmt: skip
    assert after.own_fields == ["title", "text", "capacity"]
    assert (after.time_version, after.version) == (1, 2)


def test_nothing_changed_changes_nothing(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    host.post(path_of(event), form_of(host, event))
    assert (fresh(event).version, fresh(event).own_fields) == (1, [])
    assert "Nothing was changed." in words(host.get(f"/desk/events/{event.slug}/"))


def test_two_who_edit_at_once_lose_nothing(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    mine = form_of(host, event, title="Mine")
    update_event(event=event, changes={"title": "Theirs"}, version=1, actor=SYSTEM)

    page = host.post(path_of(event), mine)
    assert page.status_code == 412
    assert "Someone else wrote meanwhile: Theirs" in words(page)
    assert values(page)["title"] == "Mine"
    assert fresh(event).title == "Theirs"

    host.post(path_of(event), mine | {"version": values(page)["version"]})
    assert fresh(event).title == "Mine"


def test_says_what_is_wrong_beside_what_was_typed(story: Coalition, event: Event) -> None:
    host = visitor(story, "host_organizer")
    page = host.post(path_of(event), form_of(host, event, title=" ", capacity="a dozen"))
    assert (page.status_code, summary(page)) == (
        400,
        [
            ("title", "Give it a title."),
            ("capacity", "Seats: write a whole number from 0 to 10,000,000, or leave it empty."),
        ],
    )
    assert values(page)["capacity"] == "a dozen"


def test_seats_that_are_taken_cannot_be_taken_away(story: Coalition, event: Event) -> None:
    answer(event, "ana", guests=2)
    host = visitor(story, "host_organizer")
    page = host.post(path_of(event), form_of(host, event, capacity="2"))
    assert page.status_code == 409
    assert "3 seats are taken; the capacity cannot be less." in words(page)


def test_who_counts_nobody_is_told_no_number_of_seats(story: Coalition, event: Event) -> None:
    answer(event, "ana", guests=2)
    lead = visitor(story, "lead_organizer")
    page = lead.post(path_of(event), form_of(lead, event, capacity="1", title="Typed"))
    said = "More seats than that are taken; the capacity cannot be so small."
    assert (page.status_code, said in words(page)) == (409, True)
    assert ("3 seats" in words(page), values(page)["title"]) == (False, "Typed")


def test_directions_to_a_private_place_are_for_its_own_group(story: Coalition) -> None:
    event = a_private_event(story, group=1, directions="Ring twice")
    lead, host = visitor(story, "lead_organizer"), visitor(story, "host_organizer")
    assert ("Ring twice" in words(lead.get(path_of(event)))) is False
    assert "Ring twice" in words(host.get(path_of(event)))

    lead.post(path_of(event), form_of(lead, event, title="New", directions="Stolen"))

    assert (fresh(event).title, whereabouts_of(fresh(event)).directions) == ("New", "Ring twice")
