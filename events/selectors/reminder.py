"""What is due when: the condition of the dispatcher, a look ahead, and what became of what was
planned. Sends nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from core.models.duty import DutyState
from events.models import Event, Reminder

DUE = """
    SELECT reminder.id, reminder.event_id, reminder.kind, reminder.time_version, reminder.due_at,
        event.group_id
    FROM events_reminder AS reminder JOIN events_event AS event ON event.id = reminder.event_id
    WHERE reminder.state = 'pending' AND reminder.due_at <= {at} AND event.starts_at > {at}
      AND event.state = 'open' AND event.time_version = reminder.time_version
"""
_DUE_THEN = f"""
    SELECT event.slug, due.kind, due.due_at,
        (SELECT count(*) FROM events_rsvp
         WHERE event_id = due.event_id AND state = 'going' AND muted_at IS NULL)
    FROM ({DUE.format(at="%(at)s")}) AS due JOIN events_event AS event ON event.id = due.event_id
    ORDER BY due.due_at, event.slug
"""  # noqa: S608 - constants of our own; the time is a parameter


@dataclass(frozen=True)
class DueReminder:
    """A reminder that is planned for `due`; `people` going to the event now."""

    event: str
    kind: str
    due: datetime
    people: int


def due_reminders(at: datetime) -> list[DueReminder]:
    """What would be sent if it were that time now, by the very condition of the dispatcher."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_THEN, {"at": at})
        return [DueReminder(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class ReminderState:
    """Of the present plan of an event: the next reminder that is owed and the last that was sent
    out, each None where there is none."""

    owed: Reminder | None = None
    sent: Reminder | None = None


def reminder_states(events: Iterable[Event]) -> Mapping[int, ReminderState]:
    """By event id, in one query."""
    ids = [event.pk for event in events]
    present = Reminder.objects.filter(event__in=ids, time_version=F("event__time_version"))
    rows = list(present.filter(state__in=[DutyState.PENDING, DutyState.DONE]).order_by("due_at"))
    sent = {row.event_id: row for row in rows if row.state == DutyState.DONE}
    # The earliest stays: later ones are written over by earlier ones.
    owed = {row.event_id: row for row in reversed(rows) if row.state == DutyState.PENDING}
    return {pk: ReminderState(owed.get(pk), sent.get(pk)) for pk in ids}


def reminders_of(event: Event) -> list[Reminder]:
    """All that were planned for the event as it is planned now, by due time."""
    rows = Reminder.objects.filter(event=event, time_version=event.time_version)
    return list(rows.order_by("due_at", "kind"))
