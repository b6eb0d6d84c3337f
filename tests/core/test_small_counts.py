"""No count under ten can be worked out from the sum and from what is shown beside it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.small_counts import HIDDEN, SMALL, UNDER_TEN, cover_column, cover_sum


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([9, 9, 40, 60], [UNDER_TEN, UNDER_TEN, HIDDEN, 60]),
        ([1] * 10 + [40, 60], [UNDER_TEN] * 10 + [HIDDEN, 60]),
        ([1, 10, 40, 60], [UNDER_TEN, HIDDEN, HIDDEN, 60]),
        ([9, 20, 20, 60], [UNDER_TEN, HIDDEN, HIDDEN, 60]),
        ([4, 7, 20, 60], [UNDER_TEN, UNDER_TEN, 20, 60]),
        ([3, 20, 60, 0], [UNDER_TEN, HIDDEN, 60, 0]),
    ],
)
def test_takes_along_what_hides_the_small_ones(counts: list[int], shown: list[int | str]) -> None:
    assert list(cover_column(_named(counts)).values()) == shown


@pytest.mark.parametrize(
    ("counts", "shown"), [([9, 9], HIDDEN), ([1, 10], HIDDEN), ([4, 5], UNDER_TEN), ([5, 9], 14)]
)
def test_a_sum_that_gives_both_away_is_hidden(counts: list[int], shown: int | str) -> None:
    assert cover_sum(_named(counts)) == shown


columns = st.lists(st.integers(0, 30) | st.sampled_from([1, 9, 10, 11]), max_size=12)


@given(columns)
@example([9, 19, 20, 60])
@example([20, 9, 20, 60])
@example([1, 1, 10, 10, 12])
def test_each_count_under_ten_may_be_one_of_two(column: list[int]) -> None:
    counts = _named(column)
    shown = cover_column(counts)
    assert all(_is_honest(shown[name], n) for name, n in counts.items())
    if isinstance(cover_sum(counts), str):  # then nobody knows it
        return
    ranges = _ranges(shown, sum(column))
    for name in shown:
        if shown[name] == UNDER_TEN:
            assert len(_possible(name, ranges, sum(column))) > 1


def _named(column: list[int]) -> dict[str, int]:
    return {f"place {number:02}": n for number, n in enumerate(column)}


def _is_honest(shown: int | str, n: int) -> bool:
    return shown == UNDER_TEN if 0 < n < SMALL else shown in {n, HIDDEN}


def _ranges(shown: dict[str, int | str], whole: int) -> dict[str, range]:
    """What each count may be, for a reader who knows that the next smallest is taken along, and
    of two that are equal the one whose name comes first."""
    left = min(((n, name) for name, n in shown.items() if isinstance(n, int) and n), default=None)
    found = {}
    for name, n in shown.items():
        if isinstance(n, int):
            found[name] = range(n, n + 1)
        elif n == UNDER_TEN:
            found[name] = range(1, SMALL)
        else:
            most = whole if left is None else left[0] - (name > left[1])
            found[name] = range(SMALL, most + 1)
    return found


def _possible(name: str, ranges: dict[str, range], whole: int) -> set[int]:
    """The values of one count with which the others can make up the whole."""
    sums = {0}
    for other, values in ranges.items():
        if other != name:
            sums = {total + n for total in sums for n in values if total + n <= whole}
    return {n for n in ranges[name] if whole - n in sums}
