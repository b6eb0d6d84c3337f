"""People change how many they bring: fewer frees seats for those in line, more takes free ones."""

from uuid import UUID

from django.utils.translation import gettext

from core.errors import Invalid, PreconditionFailed, StateConflict
from events.models import Event, EventState, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.services.rsvp import require_room
from events.services.rsvp_decision import locked_rsvp
from events.services.rsvp_promotion import promote


def change_guests(*, rsvp_id: UUID, guests: int, seen: int) -> None:
    """Brings another number of guests than the `seen` one that the person read. Harmless twice.

    Who waits keeps the place in line. Raises Invalid for more than the room holds, or than seats
    are free: a seat that somebody in line waits for is not; PreconditionFailed where the answer is
    another by now, StateConflict when the event takes no answers or the person cancelled.
    """
    with locked_rsvp(rsvp_id) as (event, rsvp):
        _require_coming(event, rsvp)
        if rsvp.guests == guests:
            return
        if rsvp.guests != seen:
            raise PreconditionFailed(
                gettext("Your answer was changed meanwhile. Look at it, then decide.")
            )
        require_room(event.capacity, guests)
        _require_free(event, rsvp, guests)
        _bring(event, rsvp, guests)


def _bring(event: Event, rsvp: Rsvp, guests: int) -> None:
    more, was_in_line = guests - rsvp.guests, event.could_seat(rsvp.seats)
    rsvp.guests = guests
    rsvp.save(update_fields=["guests"])
    if event.capacity is None:
        return
    if rsvp.state == RsvpState.GOING:
        event.seats_taken += more
    elif not was_in_line:  # the party fits into the room now
        event.people_waiting += 1
    event.save(update_fields=["seats_taken", "people_waiting"])
    promote(event)


def _require_coming(event: Event, rsvp: Rsvp) -> None:
    if rsvp.state not in COMING:
        raise StateConflict(gettext("You have cancelled."), code="rsvp.cancelled")
    if event.state == EventState.CANCELLED:
        raise StateConflict(gettext("This event is cancelled."), code="event.cancelled")
    if event.has_begun():
        raise StateConflict(gettext("This event has begun, or is over."), code="event.past")


def _require_free(event: Event, rsvp: Rsvp, guests: int) -> None:
    """Raises Invalid for one who goes and would take seats that are not free."""
    free = event.seats_free()
    more = guests - rsvp.guests
    if rsvp.state != RsvpState.GOING or free is None or more <= 0:
        return
    if event.people_waiting or more > free:
        raise Invalid.field(
            "guests",
            "no_seats",
            gettext("There are not enough free seats for so many. Your answer stays as it was."),
        )
