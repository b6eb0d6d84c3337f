"""People change how many they bring, and nobody jumps the line by it."""

import datetime as dt

import pytest

from core.actors import SYSTEM
from core.errors import Invalid, PreconditionFailed, StateConflict
from events.models import Event
from events.selectors.rsvp import place_in_line
from events.services.event import update_event
from events.services.event_move import cancel_event
from events.services.rsvp_decision import cancel_rsvp
from events.services.rsvp_guests import change_guests
from tests.events.gatherings import an_event, answer, rsvp_of
from tests.events.outbox import Outbox, said
from tests.stories import Coalition

pytestmark = pytest.mark.django_db


def bring(event: Event, name: str, guests: int) -> None:
    """The person reads their page, and changes the number."""
    rsvp = rsvp_of(event, name)
    change_guests(rsvp_id=rsvp.pk, guests=guests, seen=rsvp.guests)


def standing(event: Event, *names: str) -> list[tuple[str, int]]:
    return [(rsvp.state, rsvp.guests) for rsvp in (rsvp_of(event, name) for name in names)]


def counts_of(event: Event) -> tuple[int, int]:
    return Event.objects.values_list("seats_taken", "people_waiting").get(pk=event.pk)


def codes_of(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def test_fewer_frees_seats_for_the_line_and_more_takes_those_that_are_free(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story, capacity=4)
    for name, guests in (("ana", 3), ("bob", 1), ("cem", 0)):
        answer(event, name, guests=guests)
    outbox.deliver()

    bring(event, "ana", 2)  # One is free, and Bob, who is first, wants two.
    assert (standing(event, "ana", "bob", "cem"), counts_of(event)) == (
        [("going", 2), ("waiting", 1), ("waiting", 0)],
        (3, 2),
    )
    with pytest.raises(Invalid) as refused:
        bring(event, "ana", 3)  # The seat that she gave up is the line's.
    assert codes_of(refused) == [("guests", "no_seats")]
    bring(event, "ana", 0)
    assert standing(event, "ana", "bob", "cem") == [("going", 0), ("going", 1), ("going", 0)]
    assert {name for name, _ in said(outbox.deliver())} == {"bob", "cem"}

    cancel_rsvp(rsvp_id=rsvp_of(event, "cem").pk)
    with pytest.raises(Invalid) as refused:
        bring(event, "ana", 2)
    assert codes_of(refused) == [("guests", "no_seats")]
    bring(event, "ana", 1)
    assert (standing(event, "ana"), counts_of(event)) == ([("going", 1)], (4, 0))


def test_who_waits_keeps_the_place_whatever_they_bring(story: Coalition) -> None:
    event = an_event(story, capacity=3)
    for name, guests in (("ana", 1), ("bob", 1), ("cem", 0)):
        answer(event, name, guests=guests)

    bring(event, "bob", 2)
    assert standing(event, "bob", "cem") == [("waiting", 2), ("waiting", 0)]
    assert [place_in_line(rsvp_of(event, name)) for name in ("bob", "cem")] == [1, 2]
    with pytest.raises(Invalid) as refused:
        bring(event, "bob", 3)
    assert codes_of(refused) == [("guests", "too_many")]
    bring(event, "bob", 0)
    assert standing(event, "bob", "cem") == [("going", 0), ("waiting", 0)]
    assert counts_of(event) == (3, 1)


def test_a_party_beside_the_line_comes_into_it_at_its_old_place(story: Coalition) -> None:
    event = an_event(story, capacity=4)
    for name, guests in (("ana", 1), ("bob", 3), ("cem", 0)):
        answer(event, name, guests=guests)
    update_event(event=event, changes={"capacity": 2}, version=1, actor=SYSTEM)
    assert counts_of(event) == (2, 1)

    bring(event, "bob", 1)

    assert [place_in_line(rsvp_of(event, name)) for name in ("bob", "cem")] == [1, 2]
    assert (standing(event, "bob", "cem"), counts_of(event)) == (
        [("waiting", 1), ("waiting", 0)],
        (2, 2),
    )


def test_twice_is_harmless_and_an_old_page_changes_nothing(story: Coalition) -> None:
    event = an_event(story, capacity=9)
    rsvp = answer(event, "ana", guests=1)

    for _ in range(2):
        change_guests(rsvp_id=rsvp.pk, guests=4, seen=1)
    with pytest.raises(PreconditionFailed):
        change_guests(rsvp_id=rsvp.pk, guests=2, seen=1)

    assert (standing(event, "ana"), counts_of(event)) == ([("going", 4)], (5, 0))


def test_without_a_limit_everyone_comes(story: Coalition) -> None:
    event = an_event(story)
    answer(event, "ana")
    bring(event, "ana", 10)
    assert (standing(event, "ana"), counts_of(event)) == ([("going", 10)], (0, 0))


@pytest.mark.parametrize("code", ["rsvp.cancelled", "event.cancelled", "event.past"])
def test_what_is_over_is_not_changed(story: Coalition, code: str) -> None:
    event = an_event(story, capacity=5)
    rsvp = answer(event, "ana")
    if code == "rsvp.cancelled":
        cancel_rsvp(rsvp_id=rsvp.pk)
    elif code == "event.cancelled":
        cancel_event(event=event, version=1, actor=SYSTEM)
    else:
        begun = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
        later = begun + dt.timedelta(hours=2)
        Event.objects.filter(pk=event.pk).update(starts_at=begun, ends_at=later)
    with pytest.raises(StateConflict) as refused:
        bring(event, "ana", 2)
    assert (refused.value.code, rsvp_of(event, "ana").guests) == (code, 0)
