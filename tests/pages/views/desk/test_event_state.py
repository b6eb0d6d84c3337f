"""Opening, cancelling and reopening an event at the desk."""

from typing import Any

import pytest

from core.actors import SYSTEM
from events.models import Event, EventState
from events.services.event import update_event
from tests.events.gatherings import an_action, an_event, answer, owed_kinds
from tests.pages.views.desk.event_visits import EVERYONE, expected, statuses, visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
PLANNERS = ("host_organizer", "host_coordinator", "lead_organizer", "lead_coordinator")
SEE = ("host", "lead", "admin")


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def event(story: Coalition) -> Event:
    return an_event(story, group=1)


def path_of(event: Event, step: str) -> str:
    return f"/desk/events/{event.slug}/{step}/"


def press(client: Any, event: Event, step: str, **fields: Any) -> Any:
    return client.post(path_of(event, step), {"version": event.version, **fields})


def test_a_draft_at_a_private_place_without_address_is_asked_for_it(story: Coalition) -> None:
    draft = an_event(story, group=1, is_private=True, state=EventState.DRAFT)
    host = visitor(story, "host_organizer")
    asked = press(host, draft, "open")
    assert (asked.status_code, asked["Location"]) == (303, path_of(draft, "move"))
    assert "Name the place: those who confirm are told it." in words(host.get(asked["Location"]))
    assert fresh(draft).state == EventState.DRAFT


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


@pytest.mark.parametrize("step", ["cancel", "reopen"])
def test_who_may_not_change_it_sees_no_such_page(story: Coalition, event: Event, step: str) -> None:
    for method in ("get", "post"):
        found = statuses(story, path_of(event, step), method, version="99")
        wanted = expected(403, for_=SEE)
        status = 200 if method == "get" else 412 if step == "cancel" else 303
        allowed = {who: status for who in EVERYONE if who in PLANNERS}
        assert found == wanted | allowed
    assert fresh(event).state == EventState.OPEN


def test_cancelling_says_who_is_told_and_tells_them_once(story: Coalition, event: Event) -> None:
    rsvp = answer(event, "ana")
    host = visitor(story, "host_organizer")

    said = words(host.get(path_of(event, "cancel")))
    pressed = [press(host, event, "cancel"), press(host, event, "cancel")]

    assert "1 person who comes or waits is told by mail." in said
    assert [(each.status_code, each["Location"]) for each in pressed] == [
        (303, f"/desk/events/{event.slug}/")
    ] * 2
    assert (fresh(event).state, owed_kinds(rsvp)) == (
        EventState.CANCELLED,
        ["events.cancelled", "events.rsvp"],
    )
    after = host.get(f"/desk/events/{event.slug}/")
    assert "New York, NY is cancelled. Everyone who comes is being told." in words(after)


def test_the_lead_is_told_no_small_number(story: Coalition, event: Event) -> None:
    answer(event, "ana")
    said = words(visitor(story, "lead_organizer").get(path_of(event, "cancel")))
    assert "Fewer than ten people come or wait; they are told by mail." in said


def test_reopening_takes_it_back_and_goes_back_to_the_board(story: Coalition) -> None:
    action = an_action(story, group=1)
    event = an_event(story, group=1, action=action)
    host = visitor(story, "host_organizer")
    board = f"/desk/actions/{action.slug}/"

    cancelled = press(host, event, "cancel", back="board")
    page = host.get(path_of(event, "reopen"), {"back": "board"})
    reopened = press(host, fresh(event), "reopen", back="board")

    assert (cancelled["Location"], reopened["Location"]) == (board, board)
    assert b'name="back" value="board"' in page.content
    assert fresh(event).state == EventState.OPEN


def test_what_another_changed_meanwhile_is_a_clear_conflict(story: Coalition, event: Event) -> None:
    update_event(event=event, changes={"title": "Another"}, version=1, actor=SYSTEM)

    page = press(visitor(story, "host_organizer"), event, "cancel")

    assert page.status_code == 412
    assert "Someone else changed this first." in words(page)
    assert b'name="version" value="2"' in page.content
    assert fresh(event).state == EventState.OPEN


def test_a_draft_is_opened_with_one_press(story: Coalition) -> None:
    action = an_action(story, group=1)
    draft = an_event(story, group=1, action=action, state=EventState.DRAFT)
    host = visitor(story, "host_organizer")

    assert host.get(path_of(draft, "open")).status_code == 405
    stale = press(host, draft, "open", version=7)
    pressed = press(host, draft, "open", back="board")

    assert stale.status_code == 412
    assert (pressed.status_code, pressed["Location"]) == (303, f"/desk/actions/{action.slug}/")
    assert fresh(draft).state == EventState.OPEN


def test_only_planners_open_a_draft(story: Coalition) -> None:
    draft = an_event(story, group=1, state=EventState.DRAFT)
    found = statuses(story, path_of(draft, "open"), "post", version="99")
    assert found == expected(403, for_=SEE) | dict.fromkeys(PLANNERS, 412)


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 30, "١"])
def test_a_form_that_was_changed_does_nothing(story: Coalition, event: Event, version: str) -> None:
    answered = press(visitor(story, "host_organizer"), event, "cancel", version=version)
    assert (answered.status_code, fresh(event).state) == (400, EventState.OPEN)


def test_there_is_nothing_to_cancel_in_a_draft(story: Coalition) -> None:
    draft = an_event(story, group=1, state=EventState.DRAFT)
    host = visitor(story, "host_organizer")
    assert "there is nothing to cancel" in words(host.get(path_of(draft, "cancel")))
    assert press(host, draft, "cancel").status_code == 409
