"""Records the hand-over of an event's bundle: to whom, when, with what receipt."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import StateConflict
from events.models import Event, EventState
from events.services.event import locked_event
from petitions.services.delivery import record_delivery


def hand_over(
    *, event: Event, delivered_to: str, delivered_at: datetime, receipt: str, actor: Actor
) -> Event:
    """Keeps that the event's bundle was handed over there, once. By the coalition lead.

    Raises StateConflict for an event without a bundle, one that was cancelled, or a second
    hand-over; and as `petitions.services.delivery.record_delivery`.
    """
    with transaction.atomic():
        event = locked_event(event)
        if event.bundle is None:
            raise StateConflict(gettext("This event names no bundle."), code="event.no_bundle")
        if event.delivery_id is not None:
            raise StateConflict(
                gettext("Its hand-over is recorded already."), code="event.handed_over"
            )
        if event.state != EventState.OPEN:
            raise StateConflict(
                gettext("The event is %(state)s.") % {"state": event.state},
                code=f"event.{event.state}",
            )
        event.delivery = record_delivery(
            bundle=event.bundle,
            delivered_to=delivered_to,
            delivered_at=delivered_at,
            receipt=receipt,
            actor=actor,
        )
        event.version += 1
        event.save(update_fields=["delivery", "version"])
    return event
