"""Many answer one event at once: every seat is given once, in order, and none is lost."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from core.actors import SYSTEM
from core.errors import Invalid, PreconditionFailed, StateConflict
from core.models import Message
from events.models import Event, Rsvp, RsvpState
from events.models.rsvp import SEATS
from events.rsvp_form import read_rsvp_form
from events.services.event import update_event
from events.services.event_move import cancel_event
from events.services.reminder import remind_pass
from events.services.rsvp import answer_event
from events.services.rsvp_decision import cancel_rsvp
from events.services.rsvp_guests import change_guests
from groups.identity import DEFAULT_RULES
from tests.concurrency.crowd import at_once, in_background, wait_until_blocked
from tests.events.gatherings import an_event, mailbox, rsvp_of
from tests.stories import coalition_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PEOPLE, SEATS_THERE = 2000, 100


def answer(event: Event, name: str, guests: int = 0) -> None:
    person = {"given_name": "Ana", "family_name": "Silva", "email": mailbox(name), "guests": guests}
    answer_event(slug=event.slug, form=read_rsvp_form(person, DEFAULT_RULES))


def seats_going(event: Event) -> int:
    going = Rsvp.objects.filter(event=event, state=RsvpState.GOING)
    return going.aggregate(seats=Sum(SEATS))["seats"] or 0


def counters(event: Event) -> tuple[int, int]:
    fresh = Event.objects.get(pk=event.pk)
    return fresh.seats_taken, fresh.people_waiting


def test_two_thousand_people_for_a_hundred_seats() -> None:
    event = an_event(coalition_of(1), capacity=SEATS_THERE)

    at_once([partial(answer, event, f"person{number}") for number in range(PEOPLE)])

    states = Counter(Rsvp.objects.values_list("state", flat=True))
    assert states == {RsvpState.GOING: SEATS_THERE, RsvpState.WAITING: PEOPLE - SEATS_THERE}
    in_line = list(Rsvp.objects.order_by("number").values_list("state", flat=True))
    assert in_line == ["going"] * SEATS_THERE + ["waiting"] * (PEOPLE - SEATS_THERE)
    assert counters(event) == (SEATS_THERE, PEOPLE - SEATS_THERE)
    assert Message.objects.filter(kind="events.rsvp").count() == PEOPLE


def test_fifty_for_one_seat() -> None:
    event = an_event(coalition_of(1), capacity=1)

    at_once([partial(answer, event, f"person{number}") for number in range(50)], threads=25)

    states = Counter(Rsvp.objects.values_list("state", flat=True))
    assert states == {RsvpState.GOING: 1, RsvpState.WAITING: 49}


@pytest.mark.parametrize("capacity", [None, 5])
def test_the_same_person_many_times_has_one_seat(capacity: int | None) -> None:
    event = an_event(coalition_of(1), capacity=capacity)

    at_once([partial(answer, event, "ana") for _ in range(60)])

    assert Rsvp.objects.values_list("state", "guests").get() == ("going", 0)
    assert counters(event) == ((1, 0) if capacity else (0, 0))
    assert Message.objects.count() == 1


def test_people_come_and_go_and_no_seat_is_lost_or_given_twice() -> None:
    event = an_event(coalition_of(1), capacity=20)
    names = [f"person{number}" for number in range(120)]
    for name in names[:60]:
        answer(event, name, guests=1)
    leavers = [rsvp_of(event, name) for name in names[:40]]
    work = [partial(cancel_rsvp, rsvp_id=rsvp.pk) for rsvp in leavers]
    work += [partial(cancel_rsvp, rsvp_id=rsvp.pk) for rsvp in leavers[:10]]  # twice
    work += [partial(answer, event, name) for name in names[60:]]
    random.Random(3).shuffle(work)

    at_once(work)

    taken, waiting = counters(event)
    assert (taken, waiting) == (
        seats_going(event),
        Rsvp.objects.filter(state=RsvpState.WAITING).count(),
    )
    first = Rsvp.objects.filter(state=RsvpState.WAITING).order_by("number").first()
    assert first is not None
    assert taken <= 20 < taken + first.seats
    promoted = Rsvp.objects.filter(promoted_at__isnull=False).count()
    assert Message.objects.filter(kind="events.promoted").count() == promoted > 0


def test_a_freed_seat_promotes_one_and_tells_them_once() -> None:
    event = an_event(coalition_of(1), capacity=1)
    for name in ("ana", "bob", "cem"):
        answer(event, name)

    leave = partial(cancel_rsvp, rsvp_id=rsvp_of(event, "ana").pk)
    at_once([leave] * 8, threads=8)

    assert [rsvp_of(event, name).state for name in ("ana", "bob", "cem")] == [
        "cancelled",
        "going",
        "waiting",
    ]
    told = Message.objects.filter(kind="events.promoted").values_list("about", flat=True)
    assert list(told) == [rsvp_of(event, "bob").pk]


def test_a_capacity_set_meanwhile_counts_everyone_who_came_before() -> None:
    event = an_event(coalition_of(1))
    limit = partial(update_event, event=event, changes={"capacity": 60}, version=1, actor=SYSTEM)
    work = [partial(answer, event, f"person{number}") for number in range(100)]

    at_once([*work[:30], limit, *work[30:]])

    taken, waiting = counters(event)
    assert (taken, waiting) == (60, 40)
    assert (seats_going(event), Rsvp.objects.filter(state="waiting").count()) == (60, 40)


def test_who_brings_more_and_who_answers_share_the_last_seats_exactly() -> None:
    event = an_event(coalition_of(1), capacity=30)
    names = [f"person{number}" for number in range(10)]
    for name in names:
        answer(event, name, guests=1)
    rsvps = [rsvp_of(event, name) for name in names]
    work: list[Callable[[], object]] = []
    for rsvp in rsvps:
        work += [partial(bring, rsvp, 2), partial(bring, rsvp, 2), partial(bring, rsvp, 0)]
    work += [partial(answer, event, f"late{number}", guests=number % 2) for number in range(20)]
    random.Random(5).shuffle(work)

    at_once(work)

    taken, waiting = counters(event)
    in_line = Rsvp.objects.filter(state=RsvpState.WAITING).order_by("number")
    assert (taken, waiting) == (seats_going(event), in_line.count())
    first = in_line.first()
    assert taken <= 30 < taken + (first.seats if first else 30)


def bring(rsvp: Rsvp, guests: int) -> None:
    """As from a page that was read before; refused where it is old, or seats are not free."""
    with suppress(PreconditionFailed, Invalid):
        change_guests(rsvp_id=rsvp.pk, guests=guests, seen=rsvp.guests)


def test_a_party_that_loses_its_room_meanwhile_is_refused() -> None:
    event = an_event(coalition_of(1), capacity=5)
    with transaction.atomic():
        update_event(event=event, changes={"capacity": 2}, version=1, actor=SYSTEM)
        late = in_background(partial(answer, event, "ana", guests=2))
        wait_until_blocked()
    with pytest.raises(Invalid) as refused:
        late.result(timeout=30)
    assert [error.code for error in refused.value.errors] == ["too_many"]
    assert (Rsvp.objects.count(), counters(event)) == (0, (0, 0))


def test_an_answer_takes_the_seat_that_is_freed_meanwhile() -> None:
    event = an_event(coalition_of(1), capacity=1)
    answer(event, "ana")
    with transaction.atomic():
        cancel_rsvp(rsvp_id=rsvp_of(event, "ana").pk)
        late = in_background(partial(answer, event, "bea"))
        wait_until_blocked()
    late.result(timeout=30)
    assert rsvp_of(event, "bea").state == RsvpState.GOING
    assert counters(event) == (1, 0)


def test_an_answer_takes_a_seat_of_the_larger_room() -> None:
    event = an_event(coalition_of(1), capacity=1)
    answer(event, "ana")
    with transaction.atomic():
        update_event(event=event, changes={"capacity": 2}, version=1, actor=SYSTEM)
        late = in_background(partial(answer, event, "bea"))
        wait_until_blocked()
    late.result(timeout=30)
    assert rsvp_of(event, "bea").state == RsvpState.GOING
    assert counters(event) == (2, 0)


def test_an_answer_waits_for_a_cancellation_under_way_and_is_refused() -> None:
    event = an_event(coalition_of(1))
    with transaction.atomic():
        cancel_event(event=event, version=1, actor=SYSTEM)
        late = in_background(partial(answer, event, "ana"))
        wait_until_blocked()
    with pytest.raises(StateConflict) as refused:
        late.result(timeout=30)
    assert refused.value.code == "event.cancelled"
    assert Rsvp.objects.count() == 0


def test_reminders_are_owed_once_by_many_workers() -> None:
    event = an_event(coalition_of(1))
    for number in range(40):
        answer(event, f"person{number}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_reminder SET due_at = now() WHERE kind = 'day_before'")

    passes = at_once([remind_pass] * 12, threads=12)

    assert sum(done.pending for done in passes) == 40
    assert Message.objects.filter(kind="events.reminder").count() == 40
