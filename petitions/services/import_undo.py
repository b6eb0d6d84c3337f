"""Takes an import back, some thousand signatures at a time.

What the list alone brought is deleted, also from its group's member list. A signature that others
delivered as well is handed to the earliest of them, and stands as strong as the best that is left.
A state that the list's word had raised goes back. What people decided themselves stays: who
confirmed, withdrew or disowned a signature keeps it so.

Each slice is one transaction that leaves its signatures without a trace of the import, so it can
be broken off and taken up at any moment. It holds the lock against imports of the petition, and
locks its signatures before it reads their receipts, so that an online submission is either seen
or comes after.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core import locks
from core.services import duty
from groups.services.member_consent import retract_listed
from petitions.cells import receipt_cell, repeat_cell, signature_cell
from petitions.models import Cause, RejectedRow, SignatureImport, SignatureState
from petitions.models.signature import STRENGTH
from petitions.services.delta import Change, insert_deltas
from petitions.services.import_batch import consent_wording, lock_name

SLICE = 5000


def undo_slices(row: SignatureImport) -> Iterator[None]:
    """Yields after each committed slice until nothing is left. Raises LeaseLost."""
    after = UUID(int=0)
    while ids := _undo_slice(row, _BROUGHT, _HAND_OVER, after):
        after = ids[-1]
        yield
    while _undo_slice(row, _ALSO_DELIVERED, _TAKE_WORD_BACK, after):
        yield
    # Last: a batch of enrolments under way holds its signatures until it has written.
    yield from retract_listed(group_id=row.source.group_id, wording=consent_wording(row))
    while doomed := list(row.rejected_rows.values_list("pk", flat=True)[:SLICE]):
        RejectedRow.objects.filter(pk__in=doomed).delete()
        yield


def _undo_slice(row: SignatureImport, find: str, undo: str, after: UUID) -> list[UUID]:
    """The ids of the signatures that were dealt with, in order."""
    values: dict[str, Any] = {
        "petition": row.petition_id,
        "import": row.pk,
        "wording": consent_wording(row),
        "after": str(after),
        "size": SLICE,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        duty.require_lease(row)
        locks.hold_until_commit(lock_name(row.petition_id))
        cursor.execute(find, values)
        ids = [UUID(str(found)) for (found,) in cursor.fetchall()]
        if ids:
            cursor.execute(undo, values | {"ids": [str(found) for found in ids]})
            row.attempts = 0
            row.save(update_fields=["attempts"])
            duty.renew(row)
    return ids


def _strength(state: str) -> str:
    """SQL: how good the evidence of a state is, weakest lowest."""
    cases = " ".join(f"WHEN '{name}' THEN {number}" for name, number in STRENGTH.items())
    return f"(CASE {state} {cases} ELSE -1 END)"


HASHED, ATTESTED = SignatureState.HASHED.value, SignatureState.ATTESTED.value
UNCONFIRMED = SignatureState.UNCONFIRMED.value
_BY_LISTS = f"('{HASHED}', '{ATTESTED}')"
_IDS = "%(ids)s::uuid[]"
_OTHERS = f"""
  SELECT * FROM petitions_receipt
  WHERE signature_id = ANY({_IDS}) AND signature_import_id IS DISTINCT FROM %(import)s
"""  # noqa: S608 - constants of our own; every value is a parameter
_BEST = f"""
  SELECT DISTINCT ON (signature_id) * FROM other
  ORDER BY signature_id, {_strength("state")} DESC, received_at, id
"""  # noqa: S608 - constants of our own

_BROUGHT = """
SELECT id FROM petitions_signature
WHERE petition_id = %(petition)s AND signature_import_id = %(import)s AND id > %(after)s
ORDER BY id LIMIT %(size)s FOR UPDATE
"""

_HAND_OVER = f"""
WITH other AS MATERIALIZED ({_OTHERS}), heir AS (
  SELECT DISTINCT ON (signature_id) * FROM other ORDER BY signature_id, received_at, id
), best AS ({_BEST}), before AS (
  SELECT * FROM petitions_signature WHERE id = ANY({_IDS})
), plan AS MATERIALIZED (
  SELECT before.id, before.state AS old_state, heir.id AS heir_id,
         coalesce(heir.source_id, before.source_id) AS new_source, heir.signature_import_id,
         coalesce(heir.times - 1, 0) AS new_repeats,
         coalesce(heir.received_at, before.received_at) AS new_received_at,
         CASE WHEN before.state IN {_BY_LISTS} THEN best.state ELSE before.state END AS new_state,
         best.sealed AS best_sealed, best.named AS best_named,
         before.state NOT IN {_BY_LISTS} AS decided,
         before.state NOT IN {_BY_LISTS} OR heir.id IS NOT NULL AS stays
  FROM before LEFT JOIN heir ON heir.signature_id = before.id
              LEFT JOIN best ON best.signature_id = before.id
), after AS (
  UPDATE petitions_signature AS was SET
    source_id = new_source, signature_import_id = plan.signature_import_id,
    repeats = new_repeats, received_at = new_received_at, state = new_state,
    named = CASE WHEN decided THEN was.named ELSE best_named AND best_sealed IS NOT NULL END,
    sealed = CASE WHEN decided THEN was.sealed ELSE best_sealed END,
    pending = CASE WHEN new_state = '{UNCONFIRMED}' THEN NULL ELSE was.pending END
  FROM plan WHERE was.id = plan.id AND stays
  RETURNING was.*
), gone AS (
  DELETE FROM petitions_signature AS was USING plan WHERE was.id = plan.id AND NOT stays
), taken_over AS (
  DELETE FROM petitions_receipt AS receipt USING plan WHERE receipt.id = heir_id
), consent AS (
  DELETE FROM petitions_consent AS consent USING plan
  WHERE consent.signature_id = plan.id AND (NOT stays OR consent.wording = %(wording)s)
), history AS (
  DELETE FROM petitions_transition AS transition USING plan
  WHERE transition.signature_id = plan.id AND NOT stays
), transition AS (
  INSERT INTO petitions_transition
    (signature_id, petition_id, from_state, to_state, cause, at, signature_import_id)
  SELECT id, %(petition)s, old_state, new_state, '{Cause.UNDO.value}', now(), %(import)s
  FROM plan WHERE stays AND new_state <> old_state
), delta AS ({
    insert_deltas(
        Change("before", signature_cell("before"), "-1"),
        Change("before", repeat_cell("before"), "-before.repeats"),
        Change("after", signature_cell("after")),
        Change("after", repeat_cell("after"), "after.repeats"),
        Change("heir", receipt_cell("heir", "%(petition)s::bigint"), "-heir.times"),
    )
})
SELECT 1
"""  # noqa: S608 - constants of our own; every value is a parameter

_ALSO_DELIVERED = """
SELECT signature.id FROM petitions_signature AS signature
WHERE signature.id IN (
  SELECT signature_id FROM petitions_receipt
  WHERE signature_import_id = %(import)s ORDER BY signature_id LIMIT %(size)s)
ORDER BY signature.id FOR UPDATE
"""

_TAKE_WORD_BACK = f"""
WITH other AS MATERIALIZED ({_OTHERS}), best AS ({_BEST}), receipt AS (
  DELETE FROM petitions_receipt
  WHERE signature_id = ANY({_IDS}) AND signature_import_id = %(import)s RETURNING *
), consent AS (
  DELETE FROM petitions_consent
  WHERE signature_id = ANY({_IDS}) AND wording = %(wording)s
), raised AS (
  SELECT DISTINCT ON (signature_id) signature_id, from_state FROM petitions_transition
  WHERE signature_id = ANY({_IDS}) AND signature_import_id = %(import)s
    AND cause = '{Cause.LIST.value}'
  ORDER BY signature_id, id
), before AS MATERIALIZED (
  SELECT was.* FROM petitions_signature AS was JOIN raised ON raised.signature_id = was.id
  WHERE was.state IN {_BY_LISTS}
), plan AS MATERIALIZED (
  SELECT before.id, before.state AS old_state,
         CASE WHEN listed THEN best.state ELSE from_state END AS new_state,
         CASE WHEN listed THEN best.sealed
              WHEN from_state = '{UNCONFIRMED}' THEN before.pending END AS new_sealed,
         CASE WHEN listed THEN best.named ELSE from_state = '{UNCONFIRMED}' END AS new_named
  FROM before JOIN raised ON raised.signature_id = before.id
              LEFT JOIN best ON best.signature_id = before.id,
       LATERAL (SELECT coalesce(best.state IN {_BY_LISTS}
                AND {_strength("best.state")} >= {_strength("from_state")}, false)) AS l (listed)
), after AS (
  UPDATE petitions_signature AS was SET
    state = new_state, sealed = new_sealed, named = new_named AND new_sealed IS NOT NULL,
    pending = CASE WHEN new_state = '{UNCONFIRMED}' THEN NULL ELSE was.pending END
  FROM plan WHERE was.id = plan.id
  RETURNING was.*
), transition AS (
  INSERT INTO petitions_transition
    (signature_id, petition_id, from_state, to_state, cause, at, signature_import_id)
  SELECT id, %(petition)s, old_state, new_state, '{Cause.UNDO.value}', now(), %(import)s
  FROM plan WHERE new_state <> old_state
), delta AS ({
    insert_deltas(
        Change("before", signature_cell("before"), "-1"),
        Change("after", signature_cell("after")),
        Change("receipt", receipt_cell("receipt", "%(petition)s::bigint"), "-receipt.times"),
    )
})
SELECT 1
"""  # noqa: S608 - constants of our own; every value is a parameter
