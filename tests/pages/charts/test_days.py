"""The chart by day."""

import datetime as dt

from pages.charts.days import Column, DayChart, day_chart


def test_three_days_with_one_that_is_hidden_and_one_without_anybody() -> None:
    chart = day_chart({"2026-06-01": 40, "2026-06-02": "<10", "2026-06-04": 20})
    assert chart == DayChart(
        columns=[
            Column(x=95, width=60, y=0, height=200, is_stub=False),
            Column(x=345, width=60, y=197, height=3, is_stub=True),
            Column(x=845, width=60, y=100, height=100, is_stub=False),
        ],
        period="day",
        top="40",
        half="20",
        first=dt.date(2026, 6, 1),
        last=dt.date(2026, 6, 4),
    )


def test_it_is_drawn_as_two_outlines() -> None:
    chart = day_chart({"2026-06-01": 40, "2026-06-02": "<10"})
    assert chart is not None
    assert (chart.bars, chart.stubs) == ("M220 200v-200h60v200z", "M720 200v-3h60v3z")


def test_a_long_time_is_drawn_by_week_and_hidden_days_add_nothing() -> None:
    days = {"2026-01-05": 20, "2026-01-06": "hidden", "2026-01-07": "<10", "2026-04-06": "<10"}
    chart = day_chart(days)
    assert chart is not None
    assert (chart.period, chart.top, len(chart.columns)) == ("week", "20", 2)
    assert [column.is_stub for column in chart.columns] == [False, True]
    assert [column.height for column in chart.columns] == [200, 3]


def test_without_anybody_there_is_no_chart() -> None:
    assert day_chart({}) is None
    assert day_chart({"2026-06-01": 0}) is None
