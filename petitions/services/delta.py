"""Writes changes of the counted facts, in the transaction that makes them. Adds nothing up.

A delta says: in this cell of the tally (`petitions.cells`) there is now one more, or one less.
Every service that inserts, changes or deletes a signature, a receipt, `repeats` or an import's
`rejected` writes what left the old cell (-n) and what entered the new one (+n) before it commits.
A few rows: `write_deltas`. Whole lists: `insert_deltas`, the end of a statement whose earlier
parts changed the rows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from petitions.cells import CELL_COLUMNS, Cell


@dataclass(frozen=True)
class Change:
    """One part of a bulk change: for each row of `rows`, `n` enters (or leaves) `cell`.

    All three are SQL: `rows` what stands after FROM, `cell` made by a `..._cell` function of
    `petitions.cells` for its alias, `n` an expression of that alias or a constant.
    """

    rows: str
    cell: str
    n: str = "1"


def insert_deltas(*changes: Change) -> str:
    """An INSERT that writes the net of the changes, one row a cell.

    It is the end (or one WITH part) of the statement that changes the rows, so that both see
    and do the same:

        WITH before AS (SELECT * FROM petitions_signature WHERE ... FOR UPDATE),
             after AS (UPDATE petitions_signature ... RETURNING petitions_signature.*)
        {insert_deltas(Change("before b", signature_cell("b"), "-1"),
                       Change("after a", signature_cell("a")))}
    """
    parts = " UNION ALL ".join(
        f"SELECT {change.cell}, {change.n} FROM {change.rows}"  # noqa: S608 (no input)
        for change in changes
    )
    return (
        f"INSERT INTO petitions_delta ({CELL_COLUMNS}, n)"  # noqa: S608 (no input)
        f" SELECT {CELL_COLUMNS}, sum(n) FROM ({parts}) AS change ({CELL_COLUMNS}, n)"
        f" GROUP BY {CELL_COLUMNS} HAVING sum(n) <> 0"
    )


def write_deltas(rows: Iterable[tuple[Cell, int]]) -> None:
    """Writes the net of a few changes in one statement; call it inside their transaction."""
    net: Counter[Cell] = Counter()
    for cell, n in rows:
        net[cell] += n
    values = [(*_values(cell), n) for cell, n in net.items() if n]
    if not values:
        return
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO petitions_delta ({CELL_COLUMNS}, n) VALUES {places}",  # noqa: S608 (no input)
            [value for row in values for value in row],
        )


def _values(cell: Cell) -> tuple[int | str | dt.date | bool, ...]:
    return (
        cell.petition_id,
        cell.source_id,
        cell.country,
        cell.region,
        cell.city,
        cell.day,
        cell.state,
        cell.deliverable,
    )
