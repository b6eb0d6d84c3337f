"""The one SQL statement that a signature is, prepared once per connection.

One statement, so one round trip, one snapshot and one commit, and the same work whether or not
the person had signed. What it does, by what it finds under the signature's id:

* petition not open: nothing.
* no row: the signature, its delta and consents.
* a row of the very source: one more `repeats`; of another source: a receipt. Either is a
  duplicate in the tally.
* a row that other evidence made, or that was withdrawn, or a confirmed one whose person asks to
  hear from groups: what was typed is kept in `pending` until the mailbox confirms it, or a later
  form says otherwise. A suspect row that a plain submission hits is suspect no longer.
* a name to be hidden is hidden at once, unless the person has confirmed a choice.
* invalidated: nothing but the count of the duplicate; but what somebody excluded as a machine's
  is taken as one that was withdrawn, when a plain submission hits it.

Anybody may send the form with somebody's address. So each form has a number (`form`), a later one
takes back what it does not tick, and a link is good for what was ticked in its mail's form.

In each case a message is owed to the mailbox, at most one in ten minutes (a further one for who
signs again after withdrawing, or ticks a group after the mail was written); its composer decides
what to say, or that nothing is to be said.

Races. Same id at once, no row yet: one inserts, the others wait for it, find neither their own
row nor (in their older snapshot) the other's, return `settled` false and run again. Row there:
`old` locks it, so confirming, withdrawing, imports and other submissions of this person come one
after the other. A statement that began before the petition closed may commit just after: it was
signed in time.
"""

from typing import Any

from core import prepared
from core.services.message import owe_statement
from petitions.cells import CELL_COLUMNS, COUNTED_SQL
from petitions.models.consent import LISTED
from petitions.models.signature import Display, SignatureState

GROUPS_AT = 12
MESSAGE_KIND = "petitions.signature"
TYPES = (
    "uuid, bigint, bigint, text, text, text, text, text, text, smallint, bytea, bytea,"
    " bigint[], text"
)
# $1 id  $2 petition  $3 source  $4 state  $5 display  $6 country  $7 region  $8 city
# $9 suspect  $10 slot  $11 sealed  $12 pending  $13 groups subscribed  $14 consent wording

_WAITS_FOR_CONFIRMATION = (
    "($9 = '' AND (old.state IN ('hashed', 'attested', 'withdrawn')"
    " OR old.state = 'unconfirmed' AND (old.suspect <> '' OR old.waits)"
    " OR old.state = 'invalidated' AND old.suspect <> ''"
    " OR old.state = 'confirmed' AND cardinality($13) > 0))"
)
_TAKES_BACK = "(old.state = 'confirmed' AND $9 = '' AND cardinality($13) = 0)"
_HIDES_NAME = (
    f"($5 = '{Display.ANONYMOUS.value}' AND old.display = '{Display.NAME.value}'"
    " AND old.decided_at IS NULL AND old.state <> 'invalidated')"
)
# Ticked by the form before this one under the same words.
_STILL_TICKED = (
    "(consent.last_form >= excluded.last_form - 1 AND consent.wording = excluded.wording)"
)


def run_sign_statement(values: tuple[Any, ...]) -> tuple[bool, bool, str | None]:
    """Whether the petition was open, whether the signature is settled, the state before it.

    `values` are the parameters $1 to $14. Open and not settled: run it again.
    """
    statement = SUBSCRIBING if values[GROUPS_AT] else PLAIN
    row = prepared.first_row(statement, values, types=TYPES)
    assert row is not None, "it always answers one row"
    found_open, settled, old_state = row
    return found_open, settled, old_state


# The petition, the row that was there, the row that is there now.
_ROW = f"""
WITH open AS (
  SELECT id, group_id FROM petitions_petition WHERE id = $2 AND state = 'open'
), old AS MATERIALIZED (
  SELECT id, source_id, state, display, named, suspect, country, region, city, received_at,
         decided_at, form + ($9 = '')::int AS form, pending IS NOT NULL AS waits,
         (signed_at AT TIME ZONE 'UTC')::date AS day,
         signature_import_id IS NOT NULL AS listed,
         source_id = $3 AND signature_import_id IS NULL AS same_source
  FROM petitions_signature WHERE id = $1 AND EXISTS (SELECT FROM open) FOR UPDATE
), fresh AS (
  INSERT INTO petitions_signature
    (id, petition_id, source_id, state, named, display, country, region, city, slot, repeats,
     suspect, signed_at, received_at, sealed)
  SELECT $1, id, $3, $4, true, $5, $6, $7, $8, $10, 0, $9, now(), now(), $11
  FROM open WHERE NOT EXISTS (SELECT FROM old)
  ON CONFLICT (id) DO NOTHING RETURNING true
), kept AS (
  UPDATE petitions_signature AS signature SET
    repeats = signature.repeats + old.same_source::int,
    form = old.form,
    pending = CASE WHEN {_WAITS_FOR_CONFIRMATION} THEN $12
                   WHEN NOT {_TAKES_BACK} THEN signature.pending END,
    suspect = CASE WHEN $9 = '' AND old.state NOT IN ('confirmed', 'withdrawn')
                   THEN '' ELSE signature.suspect END,
    display = CASE WHEN {_HIDES_NAME} THEN '{Display.ANONYMOUS.value}' ELSE signature.display END
  FROM old WHERE signature.id = old.id RETURNING true
"""  # noqa: S608 - constants of our own; every value is a parameter

# What follows from it: a receipt and the tally's deltas.
_TRACES = f"""), receipt AS (
  INSERT INTO petitions_receipt AS receipt
    (signature_id, source_id, state, times, named, sealed, received_at)
  SELECT $1, $3, $4, 1, told, CASE WHEN told THEN $11 END, now()
  FROM (SELECT *, listed AND state NOT IN ('withdrawn', 'invalidated') AS told FROM old) AS old
  WHERE NOT same_source
  ON CONFLICT (signature_id, source_id, signature_import_id) DO UPDATE SET times = receipt.times + 1
  RETURNING received_at
), delta AS (
  INSERT INTO petitions_delta ({CELL_COLUMNS}, n)
  SELECT $2, $3, $6, $7, $8, (now() AT TIME ZONE 'UTC')::date, $4,
         $4 IN {COUNTED_SQL} AND $5 = '{Display.NAME.value}', 1
  FROM fresh
  UNION ALL
  SELECT $2, $3, '', '', '', (at AT TIME ZONE 'UTC')::date, 'duplicate', false, 1
  FROM (SELECT received_at AS at FROM old WHERE same_source
        UNION ALL SELECT received_at FROM receipt) AS duplicate
  UNION ALL
  SELECT $2, source_id, country, region, city, day, state, shown.before, shown.n
  FROM old, (VALUES (true, -1), (false, 1)) AS shown (before, n)
  WHERE {_HIDES_NAME} AND named AND state IN {COUNTED_SQL}
"""  # noqa: S608 - constants of our own; every value is a parameter

# A consent that was ticked without a break keeps its first form, and so the links of its mails.
# Whoever sends a form at the same time is read in its latest version only where it conflicts: so
# nothing is deleted here, and what is not of the latest form does not count.
_CONSENTS = f"""), consent AS (
  INSERT INTO petitions_consent AS consent
    (signature_id, group_id, wording, source_id, given_at, due_at, first_form, last_form)
  SELECT $1, unnest($13), $14, $3, now(),
         CASE WHEN $4 = '{SignatureState.CONFIRMED.value}' THEN now() END, 0, 0 FROM fresh
  UNION ALL
  SELECT $1, unnest($13), $14, $3, now(), NULL, form, form FROM old
  WHERE state = '{SignatureState.UNCONFIRMED.value}' AND $9 = ''
  ON CONFLICT (signature_id, group_id) DO UPDATE SET
    last_form = excluded.last_form,
    first_form = CASE WHEN {_STILL_TICKED} THEN consent.first_form ELSE excluded.first_form END,
    given_at = CASE WHEN {_STILL_TICKED} THEN consent.given_at ELSE excluded.given_at END,
    wording = excluded.wording, source_id = excluded.source_id
  WHERE consent.due_at IS NULL AND consent.enrolled_at IS NULL AND consent.withdrawn_at IS NULL
    AND NOT starts_with(consent.wording, '{LISTED}')
  RETURNING first_form = last_form AS is_new
"""  # noqa: S608 - constants of our own; every value is a parameter

_OWED = f"""), owed AS (
  SELECT '{MESSAGE_KIND}' AS kind, $1 AS about,
         'signature:' || $1 || ':' || floor(extract(epoch FROM now()) / 600)
           || CASE WHEN old.state = 'withdrawn' THEN ':' || extract(epoch FROM old.decided_at)
                   WHEN old.suspect <> '' AND $9 = '' THEN ':plain' ELSE '' END
           || {{further}} AS dedup_key,
         now() AS due_at
  FROM (SELECT 1 FROM fresh UNION ALL SELECT 1 FROM kept) AS signed (one) LEFT JOIN old ON true
  {{joined}}
  WHERE old.id IS NULL OR {{or_asks}} NOT EXISTS (
    SELECT FROM core_message AS sent
    WHERE sent.about = $1 AND sent.kind = '{MESSAGE_KIND}' AND sent.state <> 'cancelled'
      AND sent.created_at > now() - interval '10 minutes'
      AND (old.state IS DISTINCT FROM 'withdrawn' OR sent.created_at > old.decided_at))
"""  # noqa: S608 - constants of our own; every value is a parameter

# A group was ticked that the mail which was written before knows nothing of, and none is about to
# be written.
_FURTHER = f"""CROSS JOIN LATERAL (
  SELECT ($9 = '' AND EXISTS (SELECT FROM consent WHERE is_new) OR {_WAITS_FOR_CONFIRMATION})
         AND bool_or(sent.state <> 'pending') AND NOT bool_or(sent.state = 'pending')
  FROM core_message AS sent
  WHERE sent.about = $1 AND sent.kind = '{MESSAGE_KIND}' AND sent.state <> 'cancelled'
    AND sent.created_at > now() - interval '10 minutes') AS further (asks)
"""  # noqa: S608 - constants of our own; every value is a parameter

_GROUP = "(SELECT group_id FROM open)"


def _statement(*, with_consents: bool) -> str:
    consents, owed = "", _OWED.format(further="''", joined="", or_asks="")
    if with_consents:
        consents = _CONSENTS
        further = "CASE WHEN further.asks THEN ':asks' ELSE '' END"
        owed = _OWED.format(further=further, joined=_FURTHER, or_asks="further.asks OR")
    owe = owe_statement("SELECT * FROM owed", of_group=_GROUP)
    return f"""{_ROW}{_TRACES}{consents}{owed}), message AS ({owe})
SELECT EXISTS (SELECT FROM open), EXISTS (SELECT FROM fresh) OR EXISTS (SELECT FROM kept),
       (SELECT state FROM old)
"""  # noqa: S608 - constants of our own; every value is a parameter


# Two, since an insert costs its set-up even where it inserts nothing, and few subscribe.
PLAIN, SUBSCRIBING = _statement(with_consents=False), _statement(with_consents=True)
