"""Gives free seats to those who wait, in order, and tells them."""

from django.utils import timezone

from core.services.message import owe
from events.models import Event, EventState, Rsvp, RsvpState
from events.selectors.rsvp import in_line

PROMOTED = "events.promoted"


def promote(event: Event) -> int:
    """Promotes while the first in line fits; returns how many. The caller has locked the event.

    Nobody overtakes: where three seats are wanted and one is free, the line waits. A party that is
    larger than the whole room holds nobody up. Each is told once, by the message's key. Nothing
    happens once the event has begun or is cancelled.
    """
    if event.state != EventState.OPEN or event.has_begun():
        return 0
    promoted = 0
    line = in_line(event)
    while event.people_waiting and (rsvp := line.select_for_update().first()):
        if event.capacity is not None and event.seats_taken + rsvp.seats > event.capacity:
            break
        _promote(event, rsvp)
        promoted += 1
    if promoted:
        event.save(update_fields=["seats_taken", "people_waiting"])
    return promoted


def _promote(event: Event, rsvp: Rsvp) -> None:
    rsvp.state, rsvp.promoted_at = RsvpState.GOING, timezone.now()
    rsvp.save(update_fields=["state", "promoted_at"])
    event.seats_taken += rsvp.seats
    event.people_waiting -= 1
    owe(
        kind=PROMOTED,
        about=rsvp.pk,
        dedup_key=f"promoted:{rsvp.pk}:{rsvp.number}",
        group_id=event.group_id,
    )
