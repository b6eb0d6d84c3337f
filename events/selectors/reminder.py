"""What is due when: the condition of the dispatcher, and a look ahead. Sends nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

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
