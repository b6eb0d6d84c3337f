"""The one SQL statement that an RSVP is: one round trip, one commit, and the seat exact.

Where seats are limited it locks the event's row, so that all who answer at once come one after
the other, each seeing the seats that the one before has left. A party larger than the whole room
is not settled, whoever answers: the capacity was lowered meanwhile, and the caller who runs it
again refuses. Where seats are not limited, it shares the lock, and nobody waits for anybody.
Either way an event that is being cancelled or moved is waited for.

The id is the person: who is coming already changes nothing (a stranger who knows an address could
change a seat otherwise), who cancelled comes anew at the end of the line. Which groups somebody
wants to hear from waits for their mailbox: each form has a number, and a later one takes back what
it does not tick. The work, and so the time, is nearly the same. A message is owed to the mailbox in
each case, at most one in ten minutes for repeated answers, and a further one for who ticks a group
after it was written; its composer says what is so.

Same id at once and no row yet, without a limit: one inserts, the other finds neither a row in its
older snapshot nor its own, returns `settled` false and is run again.
"""

from typing import Any

from core import prepared
from core.services.message import owe_statement

RECEIVED = "events.rsvp"
TYPES = "uuid, bigint, smallint, bytea, bigint[], text"
GROUPS_AT = 4
# $1 id  $2 event  $3 guests  $4 sealed person  $5 groups subscribed  $6 consent wording


def run_rsvp_statement(values: tuple[Any, ...], *, is_limited: bool) -> tuple[bool, bool]:
    """Whether the event takes answers (and is limited as said), and whether this one is settled.

    `values` are the parameters $1 to $6. Open and not settled: run it again.
    """
    statement = STATEMENTS[is_limited, bool(values[GROUPS_AT])]
    row = prepared.first_row(statement, values, types=TYPES)
    assert row is not None, "it always answers one row"
    found_open, settled = row
    return found_open, settled


_ROWS = """
WITH event AS MATERIALIZED (
  SELECT id, group_id, capacity, seats_taken, people_waiting FROM events_event
  WHERE id = $2 AND state = 'open' AND starts_at > now() AND {room}
  FOR {lock}
), coming AS (
  UPDATE events_rsvp SET form = form + 1
  WHERE id = $1 AND state <> 'cancelled' AND EXISTS (SELECT FROM event) RETURNING id, form
), kept AS (
  INSERT INTO events_rsvp AS rsvp (id, event_id, state, guests, sealed, received_at)
  SELECT $1, id, CASE WHEN capacity IS NULL
                        OR people_waiting = 0 AND seats_taken + 1 + $3 <= capacity
                      THEN 'going' ELSE 'waiting' END, $3, $4, now()
  FROM event WHERE NOT EXISTS (SELECT FROM coming)
  ON CONFLICT (id) DO UPDATE SET
    state = excluded.state, guests = excluded.guests, number = excluded.number,
    sealed = excluded.sealed, received_at = excluded.received_at, cancelled_at = NULL,
    confirmed_at = NULL, promoted_at = NULL, muted_at = NULL, checked_in_at = NULL,
    form = rsvp.form + 1
  WHERE rsvp.state = 'cancelled'
  RETURNING state, number, form
)"""
# As `Event.could_seat` says it; false where there is no capacity.
_ROOM = "(capacity > $3 OR capacity = 0)"
# Each value is the locked row's. PostgreSQL first holds the row as the statement's snapshot has it
# against the constraints, and only then finds that it was changed meanwhile: the capacity is told
# anew, and nothing is added to a count, lest a seat that was just freed looks taken.
_SEATS = """, seats AS (
  UPDATE events_event AS event SET
    seats_taken = locked.seats_taken + CASE kept.state WHEN 'going' THEN 1 + $3 ELSE 0 END,
    people_waiting = locked.people_waiting + CASE kept.state WHEN 'waiting' THEN 1 ELSE 0 END,
    capacity = locked.capacity
  FROM kept, event AS locked WHERE event.id = $2
)"""
# As with signatures: ticked without a break, a consent keeps its first form. One that the mailbox
# confirmed before is asked anew.
_STILL_TICKED = """(
  consent.last_form >= excluded.last_form - 1 AND consent.wording = excluded.wording
  AND consent.enrolled_at IS NULL)"""
_CONSENTS = f""", consent AS (
  INSERT INTO events_rsvpconsent AS consent
    (rsvp_id, group_id, wording, given_at, first_form, last_form)
  SELECT $1, unnest($5), $6, now(), form, form
  FROM (SELECT form FROM kept UNION ALL SELECT form FROM coming) AS latest
  ON CONFLICT (rsvp_id, group_id) DO UPDATE SET
    last_form = excluded.last_form,
    first_form = CASE WHEN {_STILL_TICKED} THEN consent.first_form ELSE excluded.first_form END,
    given_at = CASE WHEN {_STILL_TICKED} THEN consent.given_at ELSE excluded.given_at END,
    wording = excluded.wording, enrolled_at = NULL
  WHERE consent.due_at IS NULL
  RETURNING first_form = last_form AS is_new
)"""  # noqa: S608 - constants of our own; every value is a parameter
_SENT = f"""
    SELECT FROM core_message AS sent
    WHERE sent.about = $1 AND sent.kind = '{RECEIVED}' AND sent.state <> 'cancelled'
      AND sent.created_at > now() - interval '10 minutes'"""
_OWED = f"""
  SELECT '{RECEIVED}' AS kind, $1 AS about, 'rsvp:' || $1 || ':' || number AS dedup_key,
         now() AS due_at FROM kept
  UNION ALL
  SELECT '{RECEIVED}', $1, 'rsvp:' || $1 || ':at:' || floor(extract(epoch FROM now()) / 600), now()
  FROM coming WHERE NOT EXISTS ({_SENT})
"""  # noqa: S608 - constants of our own; every value is a parameter
# A group was ticked that the mail which was written before knows nothing of, and none is about to
# be written.
_FURTHER = f"""
  UNION ALL
  SELECT '{RECEIVED}', $1,
         'rsvp:' || $1 || ':asks:' || floor(extract(epoch FROM now()) / 600), now()
  FROM coming WHERE EXISTS (SELECT FROM consent WHERE is_new) AND EXISTS ({_SENT})
    AND NOT EXISTS ({_SENT} AND sent.state = 'pending')
"""  # noqa: S608 - constants of our own; every value is a parameter


_GROUP = "(SELECT group_id FROM event)"


def _statement(*, is_limited: bool, with_consents: bool) -> str:
    # FOR SHARE lets all others share; it waits, as NO KEY UPDATE does, for whoever changes the row.
    room, lock = (_ROOM, "NO KEY UPDATE") if is_limited else ("capacity IS NULL", "SHARE")
    rows = _ROWS.format(room=room, lock=lock)
    parts = f"{rows}{_SEATS if is_limited else ''}{_CONSENTS if with_consents else ''}"
    owed = _OWED + _FURTHER if with_consents else _OWED
    owe = owe_statement(owed, of_group=_GROUP)
    return f"""{parts}, message AS ({owe})
SELECT EXISTS (SELECT FROM event), EXISTS (SELECT FROM kept) OR EXISTS (SELECT FROM coming)
"""  # noqa: S608 - constants of our own; every value is a parameter


# Four, since an insert costs its set-up even where it inserts nothing, and few subscribe.
STATEMENTS = {
    (is_limited, with_consents): _statement(is_limited=is_limited, with_consents=with_consents)
    for is_limited in (True, False)
    for with_consents in (True, False)
}
