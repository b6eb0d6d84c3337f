"""People answer an event: who gets a seat, what is kept of them, and what they decide later."""

import datetime as dt
from email.message import EmailMessage
from uuid import UUID

import pytest

from core.actors import SYSTEM
from core.errors import FieldError, Forbidden, Invalid, NotFound, StateConflict
from core.links import LinkNoLongerValid
from core.models import AuditEntry, Message, Suppression
from events.models import Event, EventState, Rsvp, Stage
from events.selectors.rsvp import Turnout, own_rsvp, place_in_line, turnouts
from events.selectors.rsvp_door import DoorQuery, door_page
from events.services.event import update_event
from events.services.event_move import cancel_event
from events.services.rsvp_decision import (
    cancel_rsvp,
    check_in,
    confirm_rsvp,
    disown_rsvp,
    mute_rsvp,
    undo_check_in,
)
from groups.models import Role
from tests.events.gatherings import a_private_event, an_event, answer, mailbox, rsvp_of
from tests.events.outbox import Outbox, files_of, said, text_of
from tests.planted import found_in_database
from tests.stories import Coalition

pytestmark = pytest.mark.django_db


def states(event: Event, *names: str) -> list[str]:
    return [rsvp_of(event, name).state for name in names]


def fresh(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def counts_of(event: Event) -> tuple[int, int]:
    """Seats taken, and how many are in line."""
    return fresh(event).seats_taken, fresh(event).people_waiting


def set_capacity(event: Event, capacity: int | None) -> None:
    version, changes = fresh(event).version, {"capacity": capacity}
    update_event(event=event, changes=changes, version=version, actor=SYSTEM)


def test_seats_are_given_in_order_and_guests_take_seats(story: Coalition) -> None:
    event = an_event(story, capacity=4)
    answer(event, "ana", guests=2)
    answer(event, "bob", guests=1)
    answer(event, "cem")

    # One seat is free, and Bob, who needs two, was first: nobody overtakes.
    assert states(event, "ana", "bob", "cem") == ["going", "waiting", "waiting"]
    assert place_in_line(rsvp_of(event, "cem")) == 2


def test_without_a_limit_everyone_goes(story: Coalition) -> None:
    event = an_event(story)
    answer(event, "ana", guests=10)
    assert states(event, "ana") == ["going"]


def test_a_capacity_of_nothing_is_a_waiting_list(story: Coalition) -> None:
    event = an_event(story, capacity=0)
    answer(event, "ana")
    assert states(event, "ana") == ["waiting"]


def test_a_party_larger_than_the_room_is_refused_whoever_answers(story: Coalition) -> None:
    event = an_event(story, capacity=2)
    for name in ("ana", "bob", "ana"):
        with pytest.raises(Invalid) as refused:
            answer(event, name, guests=2)
        assert refused.value.errors == (
            FieldError("guests", "too_many", "There is room for 2 in all."),
        )
        if name == "bob":
            answer(event, "ana", guests=1)
    assert (Rsvp.objects.count(), states(event, "ana")) == (1, ["going"])


def test_a_party_that_the_room_became_too_small_for_holds_nobody_up(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story, capacity=4)
    for name, guests in (("ana", 1), ("bob", 3), ("cem", 1), ("dan", 0)):
        answer(event, name, guests=guests)
    outbox.deliver()

    set_capacity(event, 3)  # Bob's four have no room any more; Cem's two are next, one is free.
    assert states(event, "ana", "bob", "cem", "dan") == ["going", "waiting", "waiting", "waiting"]
    assert [place_in_line(rsvp_of(event, name)) for name in ("cem", "dan")] == [1, 2]
    assert counts_of(event) == (2, 2)

    cancel_rsvp(rsvp_id=rsvp_of(event, "ana").pk)
    assert states(event, "bob", "cem", "dan") == ["waiting", "going", "going"]
    assert (counts_of(event), fresh(event).stage) == ((3, 0), Stage.FULL)
    assert {name for name, _ in said(outbox.deliver())} == {"cem", "dan"}

    cancel_rsvp(rsvp_id=rsvp_of(event, "dan").pk)
    assert fresh(event).stage == Stage.OPEN
    assert answer(event, "eva").state == "going"  # nobody is in line before her
    cancel_rsvp(rsvp_id=rsvp_of(event, "bob").pk)
    assert counts_of(event) == (3, 0)


def test_a_large_party_is_seated_once_the_room_is_large_enough(story: Coalition) -> None:
    event = an_event(story, capacity=0)
    answer(event, "ana", guests=3)
    answer(event, "bob")
    assert (counts_of(event), place_in_line(rsvp_of(event, "bob"))) == ((0, 2), 2)

    set_capacity(event, 2)
    assert (states(event, "ana", "bob"), counts_of(event)) == (["waiting", "going"], (1, 0))
    set_capacity(event, 5)
    assert (states(event, "ana"), counts_of(event)) == (["going"], (5, 0))


def test_who_leaves_makes_room_for_the_next_who_are_told(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story, capacity=3)
    for name, guests in (("ana", 2), ("bob", 1), ("cem", 0), ("dan", 0)):
        answer(event, name, guests=guests)
    outbox.deliver()

    cancel_rsvp(rsvp_id=rsvp_of(event, "ana").pk)

    assert states(event, "ana", "bob", "cem", "dan") == [
        "cancelled", "going", "going", "waiting",
    ]  # fmt: skip
    assert said(outbox.deliver()) == [
        ("bob", "There is a seat for you: Rally for the clinic"),
        ("cem", "There is a seat for you: Rally for the clinic"),
    ]


def test_more_seats_are_for_those_who_wait(story: Coalition) -> None:
    event = an_event(story, capacity=1)
    for name in ("ana", "bob", "cem"):
        answer(event, name)
    fresh = Event.objects.get(pk=event.pk)

    update_event(event=fresh, changes={"capacity": 2}, version=fresh.version, actor=SYSTEM)
    assert states(event, "ana", "bob", "cem") == ["going", "going", "waiting"]

    fresh.refresh_from_db()
    update_event(event=fresh, changes={"capacity": None}, version=fresh.version, actor=SYSTEM)
    assert states(event, "cem") == ["going"]
    assert Event.objects.get(pk=event.pk).people_waiting == 0


def test_a_capacity_below_the_seats_taken_is_refused(story: Coalition) -> None:
    event = an_event(story, capacity=3)
    answer(event, "ana", guests=1)
    with pytest.raises(StateConflict) as refused:
        update_event(event=event, changes={"capacity": 1}, version=1, actor=SYSTEM)
    assert (refused.value.code, Event.objects.get(pk=event.pk).capacity) == ("event.seats_taken", 3)


def test_answering_again_changes_nothing_that_a_stranger_could_change(story: Coalition) -> None:
    event = an_event(story, capacity=5)
    before = answer(event, "ana", guests=1)
    again = answer(event, "ANA", guests=4)

    assert (again.pk, again.state, again.guests, again.number, bytes(again.sealed or b"")) == (
        before.pk, "going", 1, before.number, bytes(before.sealed or b""),
    )  # fmt: skip
    assert Message.objects.count() == 1  # one mail in ten minutes


def test_who_comes_back_stands_at_the_end_of_the_line(story: Coalition) -> None:
    event = an_event(story, capacity=2)
    for name, guests in (("ana", 1), ("bob", 0), ("cem", 0)):
        answer(event, name, guests=guests)
    cancel_rsvp(rsvp_id=rsvp_of(event, "bob").pk)

    answer(event, "bob", guests=1)

    assert states(event, "ana", "bob", "cem") == ["going", "waiting", "waiting"]
    assert place_in_line(rsvp_of(event, "bob")) == 2
    assert rsvp_of(event, "bob").guests == 1


def test_who_cancels_is_forgotten(story: Coalition) -> None:
    event = an_event(story)
    rsvp = answer(event, "ana")
    cancel_rsvp(rsvp_id=rsvp.pk)
    cancel_rsvp(rsvp_id=rsvp.pk)

    row, person = own_rsvp(rsvp.pk)
    assert (row.state, row.sealed, person) == ("cancelled", None, {})


def test_nothing_of_a_person_is_in_clear(story: Coalition) -> None:
    event = a_private_event(story)
    answer(event, "quillon")
    planted = ["quillon", mailbox("quillon"), "Castillo", "Hidden Hearth", "Whisper Lane"]
    assert found_in_database(planted) == []


def test_same_person_at_two_events_cannot_be_joined(story: Coalition) -> None:
    first, second = an_event(story), an_event(story)
    assert answer(first, "ana").pk != answer(second, "ana").pk
    assert {rsvp.pk.version for rsvp in Rsvp.objects.all()} == {8}


@pytest.mark.parametrize("code", ["event.cancelled", "event.past"])
def test_what_is_over_takes_no_answers(story: Coalition, code: str) -> None:
    event = an_event(story)
    if code == "event.cancelled":
        cancel_event(event=event, version=1, actor=SYSTEM)
    else:
        begun = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
        later = begun + dt.timedelta(hours=2)
        Event.objects.filter(pk=event.pk).update(starts_at=begun, ends_at=later)
    with pytest.raises(StateConflict) as refused:
        answer(event, "ana")
    assert (refused.value.code, Rsvp.objects.count()) == (code, 0)


def test_a_draft_is_nothing_to_answer(story: Coalition) -> None:
    with pytest.raises(NotFound):
        answer(an_event(story, state=EventState.DRAFT), "ana")


def test_a_private_address_is_for_who_confirmed(story: Coalition, outbox: Outbox) -> None:
    event = a_private_event(story, directions="Ring twice.")
    rsvp = answer(event, "ana")
    (first,) = outbox.deliver()
    confirm_rsvp(rsvp_id=rsvp.pk)
    Message.objects.all().delete()
    answer(event, "ana")
    (second,) = outbox.deliver()

    def tells(letter: EmailMessage) -> list[bool]:
        whole = text_of(letter) + "".join(files_of(letter).values())
        return [words in whole for words in ("Hidden Hearth", "77 Whisper Lane", "Ring twice.")]

    assert (first["Subject"], tells(first)) == (
        "Please confirm that you are coming: Rally for the clinic",
        [False, False, False],
    )
    assert (second["Subject"], tells(second)) == (
        "You are coming: Rally for the clinic",
        [True, True, True],
    )


def test_who_waits_is_told_no_private_address(story: Coalition, outbox: Outbox) -> None:
    event = a_private_event(story, capacity=0)
    confirm_rsvp(rsvp_id=answer(event, "ana").pk)
    (letter,) = outbox.deliver()
    assert ("Whisper" in text_of(letter), files_of(letter)) == (False, {})


def test_who_did_not_answer_is_erased_and_left_alone(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    disown_rsvp(rsvp_id=answer(event, "ana").pk)
    disown_rsvp(rsvp_id=rsvp_of(event, "ana").pk)
    answer(event, "ana")  # the stranger tries again
    answer(an_event(story), "ana")

    assert (rsvp_of(event, "ana").state, Suppression.objects.count()) == ("going", 1)
    assert len(outbox.deliver()) == 1  # of the other event


def test_a_link_to_nothing_is_no_longer_valid() -> None:
    for decide in (cancel_rsvp, confirm_rsvp, mute_rsvp, disown_rsvp):
        with pytest.raises(LinkNoLongerValid):
            decide(rsvp_id=UUID(int=1))


def test_organizers_see_masked_names_and_stewards_all_which_is_audited(story: Coalition) -> None:
    event = an_event(story, group=1)
    answer(event, "ana", guests=1)
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    steward = story.actor(group=1, role=Role.STEWARD)

    (masked,) = door_page(event=event, query=DoorQuery(), actor=organizer).guests
    assert AuditEntry.objects.filter(action="rsvps.read").count() == 0
    (full,) = door_page(event=event, query=DoorQuery(), actor=steward).guests

    assert (masked.name, masked.guests, masked.email, masked.phone) == ("Ana C.", 1, "", "")
    assert (full.name, full.email) == ("Ana Castillo", mailbox("ana"))
    assert AuditEntry.objects.get(action="rsvps.read").detail == {"people": 1}


@pytest.mark.parametrize("role", Role)
def test_the_list_is_for_the_group_alone(story: Coalition, role: Role) -> None:
    event = an_event(story, group=1)
    answer(event, "ana")
    with pytest.raises(Forbidden):
        door_page(event=event, query=DoorQuery(), actor=story.actor(group=0, role=role))


def test_check_in_and_a_slip_taken_back(story: Coalition) -> None:
    event = an_event(story, capacity=1)
    ana, bob = answer(event, "ana"), answer(event, "bob")
    host = story.actor(role=Role.ORGANIZER)

    for rsvp in (ana, ana, bob):  # who waits may have come all the same
        check_in(event=event, rsvp_id=rsvp.pk, actor=host)
    undo_check_in(event=event, rsvp_id=bob.pk, actor=host)

    here = Turnout(going=1, waiting=1, seats=1, here=1, seats_here=1)
    assert turnouts([event]) == {event.pk: here}
    actions = AuditEntry.objects.filter(action__startswith="rsvp.").order_by("id")
    assert [entry.action for entry in actions] == [
        "rsvp.checked_in", "rsvp.checked_in", "rsvp.check_in_undone",
    ]  # fmt: skip


def test_nobody_is_checked_in_elsewhere_or_after_cancelling(story: Coalition) -> None:
    event, other = an_event(story), an_event(story)
    rsvp, host = answer(event, "ana"), story.actor(role=Role.ORGANIZER)
    with pytest.raises(NotFound):
        check_in(event=other, rsvp_id=rsvp.pk, actor=host)
    with pytest.raises(Forbidden):
        check_in(event=event, rsvp_id=rsvp.pk, actor=story.actor(group=1))
    cancel_rsvp(rsvp_id=rsvp.pk)
    with pytest.raises(StateConflict):
        check_in(event=event, rsvp_id=rsvp.pk, actor=host)
