"""What people decide about their RSVP, and hosts at the door. Each is harmless when done twice.

Whoever holds the link of the mail decides (`core.links`). The event is locked before the RSVP,
as everywhere, so that nobody waits in a circle.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden, NotFound, StateConflict
from core.links import LinkNoLongerValid
from core.models.suppression import SuppressionReason
from core.services.audit_entry import record
from core.services.suppression import suppress
from events.models import Event, EventState, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.policies import may_check_in
from events.rsvp_form import guest_of
from events.selectors.rsvp_consent import consents_asked_for
from events.services.rsvp_promotion import promote
from groups.identity import email_identity, read_email
from groups.models import MemberSource
from groups.selectors.canonical_rule import canonical_rules
from groups.selectors.staff import standing_of
from groups.services.member_consent import disown_member_consents
from groups.vault_owner import group_owner


def confirm_rsvp(*, rsvp_id: UUID, form: int = 0) -> None:
    """The mailbox says that it was its person. Private addresses are for those who said so, and
    from now on the groups that they chose are owed to them: those that the link's mail could name,
    which was written about this form (`Rsvp.form`)."""
    with locked_rsvp(rsvp_id) as (_, rsvp):
        if rsvp.state in COMING and rsvp.confirmed_at is None:
            rsvp.confirmed_at = timezone.now()
            rsvp.save(update_fields=["confirmed_at"])
        if rsvp.state in COMING:
            consents_asked_for(rsvp, form=form).update(due_at=timezone.now())


def cancel_rsvp(*, rsvp_id: UUID) -> None:
    """The person does not come: name and address are erased, the next in line is promoted."""
    with locked_rsvp(rsvp_id) as (event, rsvp):
        _give_up_seat(event, rsvp)


def mute_rsvp(*, rsvp_id: UUID) -> None:
    """No more reminders. That the event moves or is cancelled is told all the same."""
    with locked_rsvp(rsvp_id) as (_, rsvp):
        if rsvp.muted_at is None:
            rsvp.muted_at = timezone.now()
            rsvp.save(update_fields=["muted_at"])


def disown_rsvp(*, rsvp_id: UUID) -> None:
    """It was somebody else who answered with this address: erased, and no more mail about it."""
    with locked_rsvp(rsvp_id) as (event, rsvp):
        if rsvp.sealed is not None:
            owner = group_owner(event.group_id)
            person = guest_of(vault.unseal(owner, rsvp.pk, bytes(rsvp.sealed)))
            canonical = read_email(person["email"], canonical_rules()).canonical
            reason = SuppressionReason.NOT_ME
            identity = email_identity(canonical)
            suppress(identity=identity, reason=reason, scope=mail_scope(event.pk))
            _disown_consents(event, rsvp, identity)
        _give_up_seat(event, rsvp)


def check_in(*, event: Event, rsvp_id: UUID, actor: Actor) -> Rsvp:
    """The person is here. By staff of the event's group; harmless when done twice.

    Raises NotFound for an RSVP of another event, StateConflict for one that was cancelled.
    """
    return _at_the_door(event, rsvp_id, actor, is_here=True)


def undo_check_in(*, event: Event, rsvp_id: UUID, actor: Actor) -> Rsvp:
    """A slip at the door is taken back. Raises as `check_in`."""
    return _at_the_door(event, rsvp_id, actor, is_here=False)


@contextmanager
def locked_rsvp(rsvp_id: UUID) -> Iterator[tuple[Event, Rsvp]]:
    """The event and the RSVP, locked in this order. Raises LinkNoLongerValid without one."""
    with transaction.atomic():
        event_id = Rsvp.objects.filter(pk=rsvp_id).values_list("event_id", flat=True).first()
        if event_id is None:
            raise LinkNoLongerValid
        event = Event.objects.select_for_update(no_key=True).get(pk=event_id)
        yield event, Rsvp.objects.select_for_update().get(pk=rsvp_id)


def mail_scope(event_id: int) -> str:
    """Which mail "this was not me" stops: all about this event."""
    return f"event:{event_id}"


def _give_up_seat(event: Event, rsvp: Rsvp) -> None:
    if rsvp.state not in COMING:
        return
    was_going = rsvp.state == RsvpState.GOING
    rsvp.state, rsvp.sealed = RsvpState.CANCELLED, None
    rsvp.cancelled_at, rsvp.checked_in_at = timezone.now(), None
    rsvp.save(update_fields=["state", "sealed", "cancelled_at", "checked_in_at"])
    rsvp.consents.all().delete()  # the groups' lists keep theirs: coming was one thing
    if event.capacity is None:
        return
    if was_going:
        event.seats_taken -= rsvp.seats
    elif event.could_seat(rsvp.seats):
        event.people_waiting -= 1
    event.save(update_fields=["seats_taken", "people_waiting"])
    promote(event)


def _disown_consents(event: Event, rsvp: Rsvp, identity: bytes) -> None:
    """Whom the answer brought onto a list is erased there."""
    disown_member_consents(
        group_ids=list(rsvp.consents.values_list("group_id", flat=True)),
        identity=identity,
        source_kind=MemberSource.EVENT,
        source_ref=event.slug,
    )


def _at_the_door(event: Event, rsvp_id: UUID, actor: Actor, *, is_here: bool) -> Rsvp:
    if not may_check_in(standing_of(actor), event):
        raise Forbidden(gettext("People are checked in by staff of the event's group."))
    if event.state != EventState.OPEN:
        raise StateConflict(gettext("Nobody is checked in here."), code="event.state")
    with transaction.atomic():
        rsvp = Rsvp.objects.select_for_update().filter(pk=rsvp_id, event=event).first()
        if rsvp is None:
            raise NotFound(gettext("Nobody of this name is on the list."))
        if rsvp.state not in COMING:
            raise StateConflict(gettext("This person has cancelled."), code="rsvp.cancelled")
        if (rsvp.checked_in_at is not None) != is_here:
            rsvp.checked_in_at = timezone.now() if is_here else None
            rsvp.save(update_fields=["checked_in_at"])
            record(
                actor=actor,
                action="rsvp.checked_in" if is_here else "rsvp.check_in_undone",
                subject=event,
                group_id=event.group_id,
                campaign_id=event.campaign_id,
            )
    return rsvp
