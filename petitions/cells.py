"""What is counted where: the cells of the tally, once, as SQL and for a row in hand. Pure.

* A signature is in the cell of its source, its place, the UTC day of `signed_at`, its state.
* A further delivery (receipt `times`, signature `repeats`) is a `duplicate` of the source that
  delivered it, without a place, on the UTC day of the receipt's, or the signature's, `received_at`.
* A rejected row is `rejected` of the import's source, without a place, on the UTC day of the
  import's `created_at`. An import that was undone has none.
"""

import datetime as dt
from dataclasses import dataclass

from petitions.models.signature import COUNTED, Display, Signature

REJECTED = "rejected"
DUPLICATE = "duplicate"
CELL_COLUMNS = "petition_id, source_id, country, region, city, day, state, deliverable"
COUNTED_SQL = "({})".format(", ".join(f"'{state.value}'" for state in sorted(COUNTED)))


@dataclass(frozen=True)
class Cell:
    """Where something is counted; `state` is a signature state, REJECTED or DUPLICATE."""

    petition_id: int
    source_id: int
    day: dt.date
    state: str
    country: str = ""
    region: str = ""
    city: str = ""
    deliverable: bool = False


def signature_cell(signature: str) -> str:
    """SQL of the cell that counts a signature row with this alias."""
    return (
        f"{signature}.petition_id, {signature}.source_id, {signature}.country,"
        f" {signature}.region, {signature}.city, {_utc_day(signature, 'signed_at')},"
        f" {signature}.state, {deliverable(signature)}"
    )


def repeat_cell(signature: str) -> str:
    """SQL of the cell that counts a signature's `repeats`."""
    return _placeless(
        f"{signature}.petition_id", signature, _utc_day(signature, "received_at"), DUPLICATE
    )


def receipt_cell(receipt: str, petition_id: str) -> str:
    """SQL of the cell that counts a receipt's `times`; `petition_id` is an SQL expression."""
    return _placeless(petition_id, receipt, _utc_day(receipt, "received_at"), DUPLICATE)


def rejected_cell(signature_import: str) -> str:
    """SQL of the cell that counts an import's `rejected` rows."""
    return _placeless(
        f"{signature_import}.petition_id",
        signature_import,
        _utc_day(signature_import, "created_at"),
        REJECTED,
    )


def deliverable(signature: str) -> str:
    """SQL: counted, has a name, and the person lets it be shown."""
    return (
        f"({signature}.state IN {COUNTED_SQL} AND {signature}.named"
        f" AND {signature}.display = '{Display.NAME.value}')"
    )


def cell_of(signature: Signature) -> Cell:
    """The cell that counts this signature as it is now."""
    state = signature.state
    shown = signature.named and signature.display == Display.NAME
    return Cell(
        petition_id=signature.petition_id,
        source_id=signature.source_id,
        day=signature.signed_at.astimezone(dt.UTC).date(),
        state=state,
        country=signature.country,
        region=signature.region,
        city=signature.city,
        deliverable=shown and state in COUNTED,
    )


def duplicate_cell(*, petition_id: int, source_id: int, received_at: dt.datetime) -> Cell:
    """The cell of a further delivery: `received_at` of the receipt, or of the repeated row."""
    return Cell(
        petition_id=petition_id,
        source_id=source_id,
        day=received_at.astimezone(dt.UTC).date(),
        state=DUPLICATE,
    )


def _placeless(petition_id: str, source: str, day: str, state: str) -> str:
    return f"{petition_id}, {source}.source_id, '', '', '', {day}, '{state}', false"


def _utc_day(alias: str, column: str) -> str:
    return f"({alias}.{column} AT TIME ZONE 'UTC')::date"
