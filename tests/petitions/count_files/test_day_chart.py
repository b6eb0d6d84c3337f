"""Which bars the chart by day has."""

import datetime as dt

import pytest

from petitions.count_files.day_chart import bars_of, nice_top, period_of, short_number

FIRST = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("span", "name"), [(1, "day"), (62, "day"), (63, "week"), (500, "month"), (4000, "year")]
)
def test_bars_stand_for_what_fits(span: int, name: str) -> None:
    days = {FIRST: 1, FIRST + dt.timedelta(days=span - 1): 1}
    period = period_of(days)
    assert period.name == name
    assert len(bars_of(days, period)) <= 62


def test_empty_months_are_bars_too() -> None:
    days = {FIRST: 5, dt.date(2026, 2, 1): 2, dt.date(2027, 6, 30): 7}
    bars = bars_of(days, period_of(days))
    assert [n for _, n in bars] == [5, 2, *[0] * 15, 7]


@pytest.mark.parametrize(("highest", "top"), [(0, 10), (10, 10), (11, 20), (130, 200), (550, 600)])
def test_the_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    assert nice_top(highest) == top


@pytest.mark.parametrize(("n", "text"), [(0, "0"), (75, "75"), (1500, "1.5k"), (3e6, "3M")])
def test_numbers_on_the_axis_are_short(n: float, text: str) -> None:
    assert short_number(n) == text
