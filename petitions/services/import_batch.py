"""Writes one batch of a list: new signatures, receipts, upgrades, consents, deltas. All or none.

The caller holds the transaction. What each step finds:

* no signature with the id: a new one, brought by this import.
* one that this import brought: the row stood in the file before; one more `repeats`.
* one that other evidence brought: a receipt of this import (`times` for repeats in the file).
  Stronger evidence upgrades it, weaker changes nothing; what was withdrawn or invalidated stays
  so, and nothing is kept of what the list says of that person.

Races. Every step takes its rows in the order of their ids, and the steps come in the same order
in every import, so imports cannot wait for each other in a circle; online signing holds one row.
The insert waits for whoever is inserting the same id and then does nothing, so that the next
statement, with a newer snapshot, finds that row. Imports share a lock with each other against
undoing, which alone deletes signatures. Where two people may share a mailbox, who is who was
settled before (`services.import_mailbox`).
"""

import io
from typing import Any

from django.db import connection

from core import locks
from petitions.cells import REJECTED, Cell, receipt_cell, repeat_cell, signature_cell
from petitions.import_figures import Figures
from petitions.import_rows import COPY_COLUMNS, Batch, Rejection
from petitions.models import Cause, Display, RejectedRow, SignatureImport, SignatureState
from petitions.models.consent import LISTED
from petitions.models.signature import ENDED
from petitions.services.delta import Change, insert_deltas, write_deltas

UNCONFIRMED, HASHED = SignatureState.UNCONFIRMED.value, SignatureState.HASHED.value
# Each piece is asked for under the interpreter's lock, which the thread that makes the next batch
# gives up every so often only: pieces of 8 KiB, psycopg2's own, wait for it a thousand times.
COPY_BYTES = 1 << 20
_ENDED_SQL = "({})".format(", ".join(f"'{state.value}'" for state in sorted(ENDED)))


def lock_name(petition_id: int) -> str:
    """Shared by imports of a petition, held alone to undo one."""
    return f"petition imports:{petition_id}"


def write_batch(*, signature_import: SignatureImport, batch: Batch) -> Figures:
    """Writes the batch and returns its figures. Call it inside the batch's transaction."""
    locks.share_until_commit(lock_name(signature_import.petition_id))
    _reject(signature_import, batch.rejections)
    if not batch.people:
        return Figures(rejected=len(batch.rejections))
    values = _values(signature_import)
    with connection.cursor() as cursor:
        _stage(cursor, batch)
        # The planner would read the whole table for some thousand ids: a second per million rows.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_INSERT, values)
        new, repeats, known = cursor.fetchone()
        already = again = 0
        if known:
            cursor.execute(_LOCK_KNOWN)
            cursor.execute(_KNOWN, values)
            already, again = cursor.fetchone()
        cursor.execute(_CONSENT, values)
        cursor.execute("DROP TABLE listed_person, known_person; SET LOCAL enable_seqscan = on")
    return Figures(
        rejected=len(batch.rejections),
        repeated_in_file=repeats + again,
        already_signed=already,
        new=new,
    )


def consent_wording(signature_import: SignatureImport) -> str:
    """What stands as the wording of a consent that a list reports; undoing finds it by that."""
    return f"{LISTED}{signature_import.pk}"


def _values(signature_import: SignatureImport) -> dict[str, Any]:
    return {
        "petition": signature_import.petition_id,
        "source": signature_import.source_id,
        "import": signature_import.pk,
        "group": signature_import.source.group_id,
        "wording": consent_wording(signature_import),
    }


def _stage(cursor: Any, batch: Batch) -> None:
    """The batch's people in a table of this transaction."""
    cursor.execute(_STAGING)
    copy = f"COPY listed_person ({COPY_COLUMNS}) FROM STDIN"
    cursor.copy_expert(copy, io.BytesIO(batch.copy_text.encode()), COPY_BYTES)
    cursor.execute("ANALYZE listed_person (id)")


def _reject(signature_import: SignatureImport, rejections: list[Rejection]) -> None:
    if not rejections:
        return
    RejectedRow.objects.bulk_create(
        RejectedRow(
            id=row.id,
            signature_import=signature_import,
            line=row.line,
            reason=row.reason,
            sealed=row.sealed,
        )
        for row in rejections
    )
    cell = Cell(
        petition_id=signature_import.petition_id,
        source_id=signature_import.source_id,
        day=signature_import.created_at.date(),
        state=REJECTED,
    )
    write_deltas([(cell, len(rejections))])


_STAGING = """
CREATE TEMP TABLE listed_person (
  id uuid, slot smallint, times int, state text, named boolean, display text, country text,
  region text, city text, signed_at timestamptz, consent boolean, sealed bytea
) ON COMMIT DROP;
CREATE TEMP TABLE known_person (LIKE listed_person) ON COMMIT DROP
"""

_INSERT = f"""
WITH fresh AS (
  INSERT INTO petitions_signature
    (id, petition_id, source_id, signature_import_id, state, named, display, country, region,
     city, slot, repeats, suspect, signed_at, received_at, sealed)
  SELECT id, %(petition)s, %(source)s, %(import)s, state, named, display, country, region, city,
         slot, times - 1, '', signed_at, now(), sealed
  FROM listed_person ORDER BY id
  ON CONFLICT (id) DO NOTHING
  RETURNING id, petition_id, source_id, state, named, display, country, region, city, repeats,
            signed_at, received_at
), known AS (
  INSERT INTO known_person
  SELECT * FROM listed_person AS listed
  WHERE NOT EXISTS (SELECT FROM fresh WHERE fresh.id = listed.id) RETURNING true
), delta AS ({
    insert_deltas(
        Change("fresh", signature_cell("fresh")),
        Change("fresh", repeat_cell("fresh"), "fresh.repeats"),
    )
})
SELECT (SELECT count(*) FROM fresh), (SELECT coalesce(sum(repeats), 0) FROM fresh),
       (SELECT count(*) FROM known)
"""  # noqa: S608 - constants of our own; every value is a parameter

_LOCK_KNOWN = """
ANALYZE known_person (id);
SELECT signature.id FROM petitions_signature AS signature
JOIN known_person ON known_person.id = signature.id
ORDER BY signature.id FOR NO KEY UPDATE OF signature
"""

_UPGRADES = f"""(
  was.state = '{UNCONFIRMED}'
  OR was.state = '{HASHED}' AND listed.state = '{SignatureState.ATTESTED.value}'
)"""
_HIDES = f"""(
  listed.display = '{Display.ANONYMOUS.value}' AND was.display = '{Display.NAME.value}'
  AND was.decided_at IS NULL AND was.state NOT IN {_ENDED_SQL}
)"""
_PLACED = "(listed.country <> '' OR listed.region <> '' OR listed.city <> '')"

_KNOWN = f"""
WITH listed AS MATERIALIZED (
  SELECT listed.*, was.state AS old_state, was.pending AS old_pending,
         was.signature_import_id IS NOT DISTINCT FROM %(import)s AS own,
         {_UPGRADES} AS upgrades, {_HIDES} AS hides,
         {_UPGRADES} AND {_PLACED} AND (was.country = '' OR was.state = '{HASHED}') AS moves
  FROM known_person AS listed JOIN petitions_signature AS was ON was.id = listed.id
), before AS MATERIALIZED (
  SELECT was.* FROM petitions_signature AS was JOIN listed ON listed.id = was.id
  WHERE own OR upgrades OR hides
), after AS (
  UPDATE petitions_signature AS was SET
    repeats = was.repeats + CASE WHEN own THEN listed.times ELSE 0 END,
    state = CASE WHEN upgrades THEN listed.state ELSE was.state END,
    named = CASE WHEN upgrades THEN listed.named ELSE was.named END,
    pending = CASE WHEN upgrades AND was.state = '{UNCONFIRMED}'
                   THEN coalesce(was.pending, was.sealed) ELSE was.pending END,
    sealed = CASE WHEN upgrades THEN listed.sealed ELSE was.sealed END,
    display = CASE WHEN hides THEN listed.display ELSE was.display END,
    country = CASE WHEN moves THEN listed.country ELSE was.country END,
    region = CASE WHEN moves THEN listed.region ELSE was.region END,
    city = CASE WHEN moves THEN listed.city ELSE was.city END
  FROM listed WHERE was.id = listed.id AND (own OR upgrades OR hides)
  RETURNING was.*
), receipt AS (
  INSERT INTO petitions_receipt AS receipt
    (signature_id, source_id, signature_import_id, state, times, named, sealed, received_at)
  SELECT id, %(source)s, %(import)s, state, times, named AND NOT ended,
         CASE WHEN NOT ended THEN sealed END, now()
  FROM (SELECT *, old_state IN {_ENDED_SQL} AS ended FROM listed) AS listed
  WHERE NOT own ORDER BY id
  ON CONFLICT (signature_id, source_id, signature_import_id)
  DO UPDATE SET times = receipt.times + excluded.times
  RETURNING signature_id, source_id, received_at, times
), told AS (
  SELECT receipt.*, listed.times AS now_times, receipt.times = listed.times AS first
  FROM receipt JOIN listed ON listed.id = receipt.signature_id
), transition AS (
  INSERT INTO petitions_transition
    (signature_id, petition_id, from_state, to_state, cause, at, signature_import_id)
  SELECT id, %(petition)s, old_state, state, '{Cause.LIST.value}', now(), %(import)s
  FROM listed WHERE upgrades ORDER BY id
), delta AS ({
    insert_deltas(
        Change("before", signature_cell("before"), "-1"),
        Change("after", signature_cell("after")),
        Change(
            "after JOIN listed ON listed.id = after.id AND listed.own",
            repeat_cell("after"),
            "listed.times",
        ),
        Change("told", receipt_cell("told", "%(petition)s::bigint"), "told.now_times"),
    )
})
SELECT (SELECT count(*) FROM told WHERE first),
       (SELECT coalesce(sum(now_times - first::int), 0) FROM told)
         + (SELECT coalesce(sum(times), 0) FROM listed WHERE own)
"""  # noqa: S608 - constants of our own; every value is a parameter

_CONSENT = f"""
INSERT INTO petitions_consent (signature_id, group_id, wording, source_id, given_at, due_at)
SELECT listed.id, %(group)s, %(wording)s, %(source)s, listed.signed_at,
       CASE WHEN listed.state <> '{HASHED}' THEN now() END
FROM listed_person AS listed
WHERE listed.consent AND NOT EXISTS (
  SELECT FROM known_person AS known
  JOIN petitions_signature AS signature ON signature.id = known.id
  WHERE known.id = listed.id AND signature.state IN {_ENDED_SQL})
ORDER BY listed.id
ON CONFLICT (signature_id, group_id) DO NOTHING
"""  # noqa: S608 - constants of our own; every value is a parameter
