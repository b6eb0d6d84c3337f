"""Owes people the news of their event: that it moved, is cancelled, or is on after all.

Owed to everyone who comes, in the transaction of the change; the composer decides at the time of
sending who needs it (`services.rsvp_mail`): those who may have been told otherwise.
"""

from typing import Literal

from core.services.message import cancel_many, owe_many
from events.models import Event
from events.services.reminder import REMINDER

News = Literal["moved", "cancelled", "reopened"]
MOVED, CANCELLED, REOPENED = "events.moved", "events.cancelled", "events.reopened"

_COMING = """
    SELECT 'events.' || %s AS kind, id AS about,
        %s || ':' || id || ':' || %s AS dedup_key, now() AS due_at, %s::bigint AS group_id
    FROM events_rsvp WHERE event_id = %s AND state IN ('going', 'waiting')
"""
_RSVPS = "SELECT id FROM events_rsvp WHERE event_id = %s"


def owe_notices(event: Event, news: News) -> int:
    """Owes the news once for each person and change; returns to how many. Under the event's lock.

    News of an older change that was not sent yet is no longer owed.
    """
    stale = [MOVED, CANCELLED, REOPENED]
    cancel_many(select=_RSVPS, params=[event.pk], kinds=stale)
    params = [news, news, event.sequence, event.group_id, event.pk]
    return owe_many(select=_COMING, params=params, of_group="group_id")


def cancel_owed_reminders(event: Event) -> None:
    """Reminders that are owed and not sent would tell the old time, or of what is cancelled."""
    cancel_many(select=_RSVPS, params=[event.pk], kinds=[REMINDER])
