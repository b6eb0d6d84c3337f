"""Hides counts under ten, for those who may see counts and no people. Pure.

One person in a small place or on a quiet day must not be pointed at. A count of 1 to 9 is shown
as "<10". In tables by place and day, whose totals are known, `cover_small` also takes out
("hidden") what a small count could be worked out from: the row's sum, the other part of `counted`,
the next smallest count of the column. Tables by source only hide what is small: that a channel
brought three people points at nobody. Differences between tables and between two moments are not
guarded against.
"""

from collections.abc import Mapping
from typing import cast

from core.small_counts import HIDDEN, UNDER_TEN, shown_count, smallest, stand_alone
from petitions.waterfall import Waterfall

PARTS = (
    "rejected", "duplicates", "unconfirmed", "confirmed", "attested", "withdrawn", "invalidated",
)  # fmt: skip
FIELDS = ("received", *PARTS, "counted", "deliverable")
COUNTED_PARTS = ("confirmed", "attested")
OTHER_PARTS = tuple(field for field in PARTS if field not in COUNTED_PARTS)

Counts = Mapping[str, int]
Shown = dict[str, int | str]
Gone = dict[str, set[str]]


def hide_small(rows: Mapping[str, Waterfall]) -> dict[str, Shown]:
    """The rows with "<10" for each small count."""
    counts = {key: cast(Counts, row) for key, row in rows.items()}
    return {
        key: {field: shown_count(row[field]) for field in FIELDS} for key, row in counts.items()
    }


def cover_small(rows: Mapping[str, Waterfall], *, total: Shown | None = None) -> dict[str, Shown]:
    """The rows with small counts hidden so that no shown sum gives them away.

    `total` is the row that they add up to, as it is shown; None: all of it is known.
    """
    counts = {key: cast(Counts, row) for key, row in rows.items()}
    shown = hide_small(rows)
    gone: Gone = {
        key: {field for field in FIELDS if row[field] == UNDER_TEN} for key, row in shown.items()
    }
    known = {field for field in FIELDS if total is None or isinstance(total[field], int)}
    while _cover(counts, gone, known):
        pass
    for key, row in shown.items():
        row.update({field: HIDDEN for field in gone[key] if row[field] != UNDER_TEN})
    return shown


def _cover(counts: Mapping[str, Counts], gone: Gone, known: set[str]) -> bool:
    """Adds to `gone` what must go as well; whether it found anything."""
    before = sum(map(len, gone.values()))
    for key, row in counts.items():
        gone[key] |= _in_row(row, gone[key])
    for field in FIELDS:
        column = {key: row[field] for key, row in counts.items()}
        hidden = {key for key in column if field in gone[key]}
        for key in _in_column(column, hidden, total_is_known=field in known):
            gone[key].add(field)
    return before != sum(map(len, gone.values()))


def _in_row(row: Counts, gone: set[str]) -> set[str]:
    """What else must go in a row so that its sums do not give a hidden part away."""
    found: set[str] = set()
    # `counted`, where it is shown, leaves what the others add up to.
    summed = PARTS if "counted" in gone else OTHER_PARTS
    if stand_alone([row[field] for field in summed if field in gone]):
        found.add("received")
    counted = {field: row[field] for field in COUNTED_PARTS}
    if "counted" not in gone and stand_alone([row[field] for field in gone & set(counted)]):
        found |= smallest(counted, gone) or {"counted"}
    return found


def _in_column(column: Counts, hidden: set[str], *, total_is_known: bool) -> set[str]:
    """Whose count must go as well, so that the column's total, or its sum, gives nothing away."""
    shown = [n for key, n in column.items() if key not in hidden]
    alone = stand_alone([column[key] for key in hidden], shown) if total_is_known else not hidden
    return smallest(column, hidden) if alone else set()
