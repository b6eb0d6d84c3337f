"""Counts under ten cannot be seen, nor worked out where they could point at somebody."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from core.small_counts import HIDDEN, SMALL, UNDER_TEN
from petitions.small_cells import (
    COUNTED_PARTS,
    FIELDS,
    OTHER_PARTS,
    PARTS,
    cover_small,
    hide_small,
)
from petitions.waterfall import Waterfall, add_up


def _row(
    *, confirmed: int = 0, withdrawn: int = 0, unconfirmed: int = 0, attested: int = 0
) -> Waterfall:
    return add_up(
        [
            ("confirmed", True, confirmed),
            ("attested", True, attested),
            ("withdrawn", False, withdrawn),
            ("unconfirmed", False, unconfirmed),
        ]
    )


def test_large_counts_and_zeros_are_shown() -> None:
    row = _row(confirmed=120, withdrawn=10)
    assert hide_small({"NY": row}) == cover_small({"NY": row}) == {"NY": dict(row)}


def test_by_source_only_what_is_small_is_hidden() -> None:
    row = _row(confirmed=120, withdrawn=9)
    assert hide_small({"a": row})["a"] == {**row, "withdrawn": UNDER_TEN}


def test_a_sum_that_gives_a_small_count_away_is_hidden() -> None:
    shown = cover_small({"NY": _row(confirmed=120, withdrawn=3), "CA": _row(withdrawn=50)})["NY"]
    assert (shown["withdrawn"], shown["received"], shown["counted"]) == (UNDER_TEN, HIDDEN, 120)


def test_what_counts_stays_shown_when_one_part_of_it_is_small() -> None:
    rows = {"NY": _row(confirmed=3, attested=50), "CA": _row(confirmed=50, attested=60)}
    shown = cover_small(rows)["NY"]
    assert (shown["confirmed"], shown["attested"], shown["counted"]) == (UNDER_TEN, HIDDEN, 53)


def test_what_counts_is_hidden_when_it_can_be_made_up_of_its_parts_in_one_way() -> None:
    rows = {"NY": _row(confirmed=9, attested=9), "CA": _row(confirmed=50, attested=60)}
    shown = cover_small(rows)["NY"]
    assert (shown["confirmed"], shown["attested"], shown["counted"]) == (
        UNDER_TEN,
        UNDER_TEN,
        HIDDEN,
    )


def test_what_is_left_beside_what_counts_gives_nothing_away() -> None:
    rows = {
        "NY": _row(confirmed=3, attested=50, withdrawn=8),
        "CA": _row(confirmed=60, attested=70, withdrawn=7, unconfirmed=6),
    }
    shown = cover_small(rows)["NY"]
    assert (shown["counted"], shown["withdrawn"], shown["received"]) == (53, UNDER_TEN, HIDDEN)


def test_one_small_row_takes_the_next_smallest_with_it() -> None:
    rows = {"NY": _row(confirmed=500), "NJ": _row(confirmed=40), "VT": _row(confirmed=2)}
    shown = {key: row["counted"] for key, row in cover_small(rows).items()}
    assert shown == {"NY": 500, "NJ": HIDDEN, "VT": UNDER_TEN}


def test_the_only_city_of_a_hidden_state_is_hidden_too() -> None:
    state = cover_small({"VT": _row(confirmed=40), "NH": _row(confirmed=2)})["VT"]
    cities = cover_small({"Burlington": _row(confirmed=40)}, total=state)
    assert (state["counted"], cities["Burlington"]["counted"]) == (HIDDEN, HIDDEN)


counts = st.integers(0, 40)
tables = st.dictionaries(
    st.sampled_from(["NY", "NJ", "VT", "CA", "MA"]),
    st.builds(_row, confirmed=counts, withdrawn=counts, unconfirmed=counts, attested=counts),
)


@given(tables)
def test_nothing_small_can_be_worked_out_from_one_table(table: dict[str, Waterfall]) -> None:
    shown = cover_small(table)
    rows = cast(dict[str, dict[str, int]], table)
    for key, row in rows.items():
        assert all(_is_honest(shown[key][field], row[field]) for field in FIELDS)
        if isinstance(shown[key]["received"], int):
            parts = PARTS if isinstance(shown[key]["counted"], str) else OTHER_PARTS
            _assert_covered([row[field] for field in parts if shown[key][field] != row[field]])
        if isinstance(shown[key]["counted"], int):
            _assert_covered(
                [row[field] for field in COUNTED_PARTS if shown[key][field] != row[field]]
            )
    for field in FIELDS:
        hidden = [row[field] for key, row in rows.items() if shown[key][field] != row[field]]
        if len(hidden) < sum(1 for row in rows.values() if row[field]):
            _assert_covered(hidden)


def _is_honest(shown: int | str, n: int) -> bool:
    if 0 < n < SMALL:
        return shown == UNDER_TEN
    return shown in {n, HIDDEN}


def _assert_covered(hidden: list[int]) -> None:
    """Counts of a known sum that are hidden: none, or several that can make it in two ways."""
    least = sum(1 if n < SMALL else SMALL for n in hidden)
    are_most = all(n == SMALL - 1 for n in hidden)
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALL)
    assert not hidden or (sum(hidden) > least and not are_most)
