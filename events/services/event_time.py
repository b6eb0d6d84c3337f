"""Follows the zones: when a country changes its summer time, noon stays noon.

The wall time is what people agreed on, so it is kept; the instant is computed again from the
rules of this process's zone data, reminders are planned anew, and people whose event is at
another instant now are told.
"""

from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.dispatcher import PassResult
from events.models import Event, EventState
from events.services.event import locked_event
from events.services.event_change import apply_change


def zone_pass() -> PassResult:
    """Looks at every event ahead. One whose instant is out of step is changed under its lock,
    unless it would have begun by the new rules: nobody can be told in time."""
    ahead = Event.objects.filter(starts_at__gt=timezone.now()).exclude(state=EventState.CANCELLED)
    fields = ("local_date", "local_time", "timezone", "fold", "starts_at")
    stale = [event for event in ahead.only(*fields).iterator(2000) if _is_stale(event)]
    for event in stale:
        _follow_rules(event)
    return PassResult()


def _follow_rules(event: Event) -> None:
    with transaction.atomic():
        event = locked_event(event)
        if _is_stale(event):
            apply_change(event, {"start": event.start}, actor=SYSTEM, name="event.zone_rules")


def _is_stale(event: Event) -> bool:
    instant = event.start.instant
    return instant != event.starts_at and instant > timezone.now()
