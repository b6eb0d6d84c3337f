"""The one SQL statement that an RSVP is: one round trip, one commit, and the seat exact.

Where seats are limited it locks the event's row, so that all who answer at once come one after
the other, each seeing the seats that the one before has left. Where they are not, it shares the
lock, and nobody waits for anybody. Either way an event that is being cancelled or moved is waited
for.

The id is the person: who is coming already changes nothing (a stranger who knows an address could
change a seat otherwise), who cancelled comes anew at the end of the line. The work, and so the
time, is nearly the same. A message is owed to the mailbox in each case, at most one in ten minutes
for repeated answers; its composer says what is so.

Same id at once and no row yet, without a limit: one inserts, the other finds neither a row in its
older snapshot nor its own, returns `settled` false and is run again.
"""

from typing import Any

from core import prepared
from core.services.message import owe_statement

RECEIVED = "events.rsvp"
TYPES = "uuid, bigint, smallint, bytea"
# $1 id  $2 event  $3 guests  $4 sealed person


def run_rsvp_statement(values: tuple[Any, ...], *, is_limited: bool) -> tuple[bool, bool]:
    """Whether the event takes answers (and is limited as said), and whether this one is settled.

    `values` are the parameters $1 to $4. Open and not settled: run it again.
    """
    statement = LIMITED if is_limited else UNLIMITED
    row = prepared.first_row(statement, values, types=TYPES)
    assert row is not None, "it always answers one row"
    found_open, settled = row
    return found_open, settled


_ROWS = """
WITH event AS MATERIALIZED (
  SELECT id, group_id, capacity, seats_taken, people_waiting FROM events_event
  WHERE id = $2 AND state = 'open' AND starts_at > now() AND capacity IS {limit}
  FOR {lock}
), coming AS MATERIALIZED (
  SELECT id FROM events_rsvp
  WHERE id = $1 AND state <> 'cancelled' AND EXISTS (SELECT FROM event) FOR UPDATE
), kept AS (
  INSERT INTO events_rsvp AS rsvp (id, event_id, state, guests, sealed, received_at)
  SELECT $1, id, CASE WHEN capacity IS NULL
                        OR people_waiting = 0 AND seats_taken + 1 + $3 <= capacity
                      THEN 'going' ELSE 'waiting' END, $3, $4, now()
  FROM event WHERE NOT EXISTS (SELECT FROM coming)
  ON CONFLICT (id) DO UPDATE SET
    state = excluded.state, guests = excluded.guests, number = excluded.number,
    sealed = excluded.sealed, received_at = excluded.received_at, cancelled_at = NULL,
    confirmed_at = NULL, promoted_at = NULL, muted_at = NULL, checked_in_at = NULL
  WHERE rsvp.state = 'cancelled'
  RETURNING state, number
)"""
_SEATS = """, seats AS (
  UPDATE events_event AS event SET
    seats_taken = event.seats_taken + CASE kept.state WHEN 'going' THEN 1 + $3 ELSE 0 END,
    people_waiting = event.people_waiting + CASE kept.state WHEN 'waiting' THEN 1 ELSE 0 END
  FROM kept WHERE event.id = $2
)"""
_OWED = f"""
  SELECT '{RECEIVED}' AS kind, $1 AS about, 'rsvp:' || $1 || ':' || number AS dedup_key,
         now() AS due_at FROM kept
  UNION ALL
  SELECT '{RECEIVED}', $1, 'rsvp:' || $1 || ':at:' || floor(extract(epoch FROM now()) / 600), now()
  FROM coming WHERE NOT EXISTS (
    SELECT FROM core_message AS sent
    WHERE sent.about = $1 AND sent.kind = '{RECEIVED}' AND sent.state <> 'cancelled'
      AND sent.created_at > now() - interval '10 minutes')
"""  # noqa: S608 - constants of our own; every value is a parameter


_GROUP = "(SELECT group_id FROM event)"


def _statement(*, is_limited: bool) -> str:
    # FOR SHARE lets all others share; it waits, as NO KEY UPDATE does, for whoever changes the row.
    limit, lock = ("NOT NULL", "NO KEY UPDATE") if is_limited else ("NULL", "SHARE")
    rows = _ROWS.format(limit=limit, lock=lock)
    owe = owe_statement(_OWED, of_group=_GROUP)
    return f"""{rows}{_SEATS if is_limited else ""}, message AS ({owe})
SELECT EXISTS (SELECT FROM event), EXISTS (SELECT FROM kept) OR EXISTS (SELECT FROM coming)
"""  # noqa: S608 - constants of our own; every value is a parameter


LIMITED, UNLIMITED = _statement(is_limited=True), _statement(is_limited=False)
