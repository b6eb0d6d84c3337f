"""Hides counts under ten, and as many others as keep them from being worked out. Pure.

For those who may see counts and no people: one person in a small place, on a quiet day, must not
be pointed at. A hidden count cannot be taken back from a row's sum, from a column whose total is
known, or from the parts of `counted`. Differences between tables (the same people by source and
by place) and between two moments are not guarded against.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from petitions.waterfall import Waterfall

SMALL = 10
HIDDEN = f"<{SMALL}"
PARTS = (
    "rejected", "duplicates", "unconfirmed", "confirmed", "attested", "withdrawn", "invalidated",
)  # fmt: skip
FIELDS = ("received", *PARTS, "counted", "deliverable")

Counts = Mapping[str, int]
Shown = dict[str, int | str]
Cell = tuple[str, str]


def hide_small(rows: Mapping[str, Waterfall], *, total: Shown | None = None) -> dict[str, Shown]:
    """The rows with "<10" in place of what must not be seen.

    `total` is the row that they add up to, as it is shown; None: all of it is known.
    """
    counts = {key: cast(Counts, row) for key, row in rows.items()}
    hidden = {
        (key, field) for key, row in counts.items() for field in FIELDS if 0 < row[field] < SMALL
    }
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for key, row in counts.items():
            hidden |= _in_row(key, row, hidden)
        for field in FIELDS:
            known = total is None or total[field] != HIDDEN
            hidden |= _in_column(field, counts, hidden, total_is_known=known)
    return {
        key: {field: HIDDEN if (key, field) in hidden else row[field] for field in FIELDS}
        for key, row in counts.items()
    }


def _in_row(key: str, row: Counts, hidden: set[Cell]) -> set[Cell]:
    """What else must go in a row so that its sums do not give a hidden part away."""
    found: set[str] = set()
    gone = {field for field in FIELDS if (key, field) in hidden}
    if "received" not in gone:
        found |= _cover({field: row[field] for field in PARTS}, gone)
    if "counted" not in gone:
        found |= _cover({field: row[field] for field in ("confirmed", "attested")}, gone)
        if len(gone & {"confirmed", "attested"}) == 1 and not found:
            found.add("counted")
        if 0 < row["counted"] - row["deliverable"] < SMALL:
            found.add("deliverable")
    return {(key, field) for field in found}


def _in_column(
    field: str, rows: Mapping[str, Counts], hidden: set[Cell], *, total_is_known: bool
) -> set[Cell]:
    """What else must go in a column so that its total, or its sum, gives nothing away."""
    column = {key: row[field] for key, row in rows.items()}
    gone = {key for key in column if (key, field) in hidden}
    if total_is_known:
        return {(key, field) for key in _cover(column, gone)}
    return set() if gone else {(key, field) for key in _smallest(column, gone)}


def _cover(line: Mapping[str, int], gone: Iterable[str]) -> set[str]:
    """The next count to hide, where those hidden in a line of known sum stand too alone."""
    there = [line[name] for name in gone if name in line]
    if not there or (len(there) > 1 and sum(there) >= SMALL):
        return set()
    return _smallest(line, gone)


def _smallest(line: Mapping[str, int], gone: Iterable[str]) -> set[str]:
    """The name with the smallest count that is not zero and not hidden, if any."""
    left = {name: n for name, n in line.items() if n and name not in set(gone)}
    return {min(left, key=lambda name: (left[name], name))} if left else set()
