"""Counts under ten cannot be seen, nor worked out from what is shown."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from petitions.small_cells import FIELDS, HIDDEN, PARTS, SMALL, Shown, hide_small
from petitions.waterfall import Waterfall, add_up


def _row(*, confirmed: int = 0, withdrawn: int = 0, unconfirmed: int = 0) -> Waterfall:
    return add_up(
        [
            ("confirmed", True, confirmed),
            ("withdrawn", False, withdrawn),
            ("unconfirmed", False, unconfirmed),
        ]
    )


def test_large_counts_and_zeros_are_shown() -> None:
    row = _row(confirmed=120, withdrawn=10)
    assert hide_small({"NY": row}) == {"NY": dict(row)}


def test_a_small_count_is_hidden_with_a_second_one_that_would_give_it_away() -> None:
    shown = hide_small({"NY": _row(confirmed=120, withdrawn=3)})["NY"]
    assert (shown["withdrawn"], shown["confirmed"], shown["received"]) == (HIDDEN, HIDDEN, 123)


def test_one_small_row_takes_the_next_smallest_with_it() -> None:
    rows = {"NY": _row(confirmed=500), "NJ": _row(confirmed=40), "VT": _row(confirmed=2)}
    shown = hide_small(rows)
    assert {key: row["counted"] for key, row in shown.items()} == {
        "NY": 500,
        "NJ": HIDDEN,
        "VT": HIDDEN,
    }


def test_the_only_city_of_a_hidden_state_is_hidden_too() -> None:
    state = hide_small({"VT": _row(confirmed=40), "NH": _row(confirmed=2)})["VT"]
    cities = hide_small({"Burlington": _row(confirmed=40)}, total=state)
    assert (state["counted"], cities["Burlington"]["counted"]) == (HIDDEN, HIDDEN)


counts = st.integers(0, 40)
tables = st.dictionaries(
    st.sampled_from(["NY", "NJ", "VT", "CA", "MA"]),
    st.builds(_row, confirmed=counts, withdrawn=counts, unconfirmed=counts),
)


@given(tables)
def test_nothing_small_can_be_worked_out_from_one_table(table: dict[str, Waterfall]) -> None:
    shown = hide_small(table)
    rows = cast(dict[str, dict[str, int]], table)
    for key, row in rows.items():
        _assert_covered({field: row[field] for field in PARTS}, shown[key], "received")
        _assert_covered({"c": row["confirmed"], "a": row["attested"]}, {
            "c": shown[key]["confirmed"], "a": shown[key]["attested"],
            "counted": shown[key]["counted"],
        }, "counted")  # fmt: skip
    for field in FIELDS:
        column = {key: row[field] for key, row in rows.items()}
        assert all(shown[key][field] in {n, HIDDEN} for key, n in column.items())
        assert not [n for key, n in column.items() if 0 < n < SMALL and shown[key][field] == n]
        _assert_covered(column, {key: shown[key][field] for key in rows} | {"all": 0}, "all")


def _assert_covered(line: dict[str, int], shown: Shown, total: str) -> None:
    """A line whose total is shown hides nothing, or at least two counts of ten together."""
    hidden = [n for name, n in line.items() if shown[name] == HIDDEN]
    everything = sum(1 for n in line.values() if n)
    if hidden and shown[total] != HIDDEN:
        assert (len(hidden) > 1 and sum(hidden) >= SMALL) or len(hidden) == everything
