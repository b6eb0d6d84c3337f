"""Plans what people are to be reminded of and, when it is due, owes it to all of them at once.

A reminder is one row for each event, kind and version of the event's time. When it is due, one
statement owes a message to every person going, for all due reminders together; the outbox sends
them. The message's key is (person, event, kind, version), so nobody is owed one twice, however
often and by however many workers the statement runs.
"""

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.dispatcher import PassResult
from core.models.duty import DutyState
from core.services.message import owe_statement
from events.models import Event, Reminder
from events.reminder_rule import kept_rules
from events.selectors.reminder import DUE

REMINDER = "events.reminder"

# What is due before it is planned is late: nobody is reminded of tomorrow with an hour to go.
# Rows of one version that were done stay done; what was cancelled with the event comes back.
_PLAN = """
    INSERT INTO events_reminder AS planned
        (event_id, kind, time_version, due_at, state, last_error, attempts, created_at, finished_at)
    SELECT %s, kind, %s, due_at,
        CASE WHEN due_at <= now() THEN 'cancelled' ELSE 'pending' END,
        CASE WHEN due_at <= now() THEN 'skipped_late' ELSE '' END,
        0, now(), CASE WHEN due_at <= now() THEN now() END
    FROM unnest(%s::text[], %s::timestamptz[]) AS rule (kind, due_at)
    ON CONFLICT (event_id, kind, time_version) DO UPDATE SET
        due_at = excluded.due_at, state = excluded.state,
        last_error = excluded.last_error, finished_at = excluded.finished_at
    WHERE planned.state IN ('pending', 'cancelled')
"""
# Of two that came late, after an outage, both are sent: they say different things. The event is
# not locked: a change that commits meanwhile is seen by the composer of each message.
_OWED = f"""
    SELECT '{REMINDER}' AS kind, rsvp_id AS about,
        'reminder:' || rsvp_id || ':' || time_version || ':' || kind AS dedup_key, due_at, group_id
    FROM going
"""  # noqa: S608 - constants of our own
_REMIND = f"""
    WITH due AS MATERIALIZED (
        {DUE.format(at="now()")} FOR UPDATE OF reminder SKIP LOCKED
    ), going AS MATERIALIZED (
        SELECT due.id AS reminder_id, due.kind, due.time_version, due.due_at, due.group_id,
            rsvp.id AS rsvp_id
        FROM due JOIN events_rsvp AS rsvp ON rsvp.event_id = due.event_id
        WHERE rsvp.state = 'going' AND rsvp.muted_at IS NULL
    ), owed AS ({owe_statement(_OWED, of_group="group_id")}
    ), people AS (
        SELECT reminder_id, count(*) AS number FROM going GROUP BY reminder_id
    ), done AS (
        UPDATE events_reminder AS reminder
        SET state = 'done', finished_at = now(), attempts = attempts + 1,
            people = coalesce((SELECT number FROM people WHERE reminder_id = due.id), 0)
        FROM due WHERE reminder.id = due.id
    )
    SELECT coalesce(sum(number), 0) FROM people
"""  # noqa: S608 - constants of our own


def plan_reminders(event: Event) -> None:
    """Brings the planned rows of the event's present time in step with its rules.

    Call it under the event's lock, in the transaction that changed the event.
    """
    rules = kept_rules(event.reminders)
    kinds, due = [rule.kind for rule in rules], [rule.due_at(event.start) for rule in rules]
    present = Reminder.objects.filter(event=event, time_version=event.time_version)
    _cancel(present.exclude(kind__in=kinds), "no_longer_wanted")
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, [event.pk, event.time_version, kinds, due])


def cancel_reminders(event: Event, *, reason: str) -> None:
    """Nobody will be owed what is planned and not due yet. Call it under the event's lock."""
    _cancel(Reminder.objects.filter(event=event), reason)


def remind_pass() -> PassResult:
    """Owes what is due. Sending is the outbox's, so it counts as pending and not as sent."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_REMIND)
        (owed,) = cursor.fetchone()
    _drop_overtaken()
    return PassResult(pending=int(owed))


def _drop_overtaken() -> None:
    """What was due and never sent because everything stood still until the event began."""
    overtaken = Reminder.objects.filter(due_at__lte=Now(), event__starts_at__lte=Now())
    _cancel(overtaken, "event_began")


def _cancel(reminders: QuerySet[Reminder], reason: str) -> None:
    reminders.filter(state=DutyState.PENDING).update(
        state=DutyState.CANCELLED, last_error=reason, finished_at=Now()
    )
