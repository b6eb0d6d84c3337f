"""Keeps in the audit log that somebody read who comes to an event, in full."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.models import AuditEntry
from core.services.audit_entry import record
from events.models import Event, Rsvp

READ = "rsvps.read"
# At the door the page is loaded after each press of a button: one entry tells of all of them.
ONE_READING = timedelta(minutes=15)
# An answer bears the time at which its transaction began; it may be seen this much later.
SLACK = timedelta(seconds=10)


def note_reading(*, event: Event, people: int, actor: Actor) -> None:
    """One entry for each reader, event and quarter of an hour; a new one as soon as somebody has
    answered since, so that each person's entry is there. `people` is how many the list holds."""
    with transaction.atomic():
        if _is_noted(event, actor):
            return
        record(
            actor=actor,
            action=READ,
            subject=event,
            group_id=event.group_id,
            campaign_id=event.campaign_id,
            detail={"people": people},
        )


def _is_noted(event: Event, actor: Actor) -> bool:
    own = AuditEntry.objects.filter(
        subject_kind=event._meta.label_lower,
        subject_id=str(event.pk),
        action=READ,
        actor_user_id=actor.user_id,
        actor_token_id=actor.token_id,
        at__gt=timezone.now() - ONE_READING,
    )
    last = own.order_by("-pk").values_list("at", flat=True).first()
    if last is None:
        return False
    return not Rsvp.objects.filter(event=event, received_at__gt=last - SLACK).exists()
