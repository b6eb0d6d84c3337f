"""The counts table of a bundle: how many are listed by name, and how many are not, by place.

People who are not listed asked not to be, or are known by a hash only. Cells under ten are shown
as "<10", and only by state, so that a count cannot point at a person in a small place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.small_counts import cover_column
from core.spreadsheet import safe_cell

HIDDEN_COUNT = "<10"


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Signatures of one city, or of a place known less exactly (empty names)."""

    country: str
    state: str
    city: str
    listed: int
    not_listed: int


def counts_rows(counts: Iterable[PlaceCount]) -> list[tuple[str | int, ...]]:
    """Rows for every city (listed only), every state and, last, everything."""
    ordered = sorted(counts, key=lambda c: (c.country, c.state, c.city))
    rows: list[tuple[str | int, ...]] = [
        (safe_cell(c.country), safe_cell(c.state), safe_cell(c.city), c.listed, "")
        for c in ordered
        if c.city and c.listed
    ]
    states = _by_state(ordered)
    hidden = _states_to_hide({place: pair[1] for place, pair in states.items()})
    for place, (listed, not_listed) in states.items():
        shown = HIDDEN_COUNT if place in hidden else not_listed
        rows.append((safe_cell(place[0]), safe_cell(place[1]), "", listed, shown))
    listed_total = sum(pair[0] for pair in states.values())
    rows.append(("", "", "", listed_total, sum(pair[1] for pair in states.values())))
    return rows


def _by_state(counts: Iterable[PlaceCount]) -> dict[tuple[str, str], tuple[int, int]]:
    states: dict[tuple[str, str], tuple[int, int]] = {}
    for count in counts:
        listed, not_listed = states.get((count.country, count.state), (0, 0))
        states[count.country, count.state] = (listed + count.listed, not_listed + count.not_listed)
    return states


def _states_to_hide(not_listed: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """States with a small count, and as many of the next smallest as keep the total minus the
    others from giving one, or fewer than ten people, away."""
    return {place for place, shown in cover_column(not_listed).items() if isinstance(shown, str)}
