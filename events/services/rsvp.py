"""Takes an RSVP in. What people later decide about theirs is `services.rsvp_decision`."""

from core import vault
from core.errors import NotFound, StateConflict, Unavailable
from events.models import Event, EventState
from events.policies import is_public
from events.rsvp_form import RsvpForm, sealed_guest
from events.rsvp_identity import rsvp_id
from events.sealed_place import group_owner
from events.services.rsvp_statement import run_rsvp_statement
from petitions.identity import email_identity

ATTEMPTS = 5


def answer_event(*, slug: str, form: RsvpForm) -> None:
    """Comes to the event, or waits for a seat; tells the mailbox which, and not the caller.

    Who comes already changes nothing by answering again. Raises NotFound, also for a draft;
    StateConflict event.cancelled or event.past.
    """
    for _ in range(ATTEMPTS):
        event = _open_event(slug)
        identity = email_identity(form.email.canonical)
        row_id = rsvp_id(event.pk, identity)
        sealed = vault.sealer(group_owner(event.group_id)).seal(row_id, sealed_guest(form))
        values = (str(row_id), event.pk, form.guests, sealed)
        _, settled = run_rsvp_statement(values, is_limited=event.capacity is not None)
        if settled:
            return
    raise Unavailable("Too many answers of one person at once.", retry_after=1)


def _open_event(slug: str) -> Event:
    """What answering needs of the event. The statement itself checks again that it is open."""
    fields = ("group_id", "capacity", "state", "starts_at", "campaign__state")
    event = (
        Event.objects.select_related("campaign").filter(slug=slug).only("campaign_id", *fields)
    ).first()
    if event is None or not is_public(event):
        raise NotFound("There is no such event.", code="event.unknown")
    if event.state == EventState.CANCELLED:
        raise StateConflict("This event is cancelled.", code="event.cancelled")
    if event.has_begun():
        raise StateConflict("This event has begun, or is over.", code="event.past")
    return event
