"""How many signed when: bars by day, week, month or year, whichever fits.

Drawn from counts as they are shown. What is hidden stands as a stub, and adds nothing to the bar
of a longer period, so that no bar tells more than the table does.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from petitions.count_files.day_chart import bars_of, nice_top, period_of, short_number

WIDTH, HEIGHT = 1000, 200
STUB = 3
FILLED = 0.78
WIDEST = 60
WORDS = {
    "day": gettext_noop("People who count, by the day they signed"),
    "week": gettext_noop("People who count, by the week they signed"),
    "month": gettext_noop("People who count, by the month they signed"),
    "year": gettext_noop("People who count, by the year they signed"),
}


@dataclass(frozen=True)
class Column:
    """A bar from the bottom up, in units of the drawing; a stub where the count is hidden."""

    x: int
    width: int
    y: int
    height: int
    is_stub: bool


@dataclass(frozen=True)
class DayChart:
    """`top` and `half` are the words of the axis, `first` and `last` the days at its ends."""

    columns: list[Column]
    period: str
    top: str
    half: str
    first: dt.date
    last: dt.date

    @property
    def bars(self) -> str:
        """The outline of all bars, as the `d` of one path."""
        return _path(column for column in self.columns if not column.is_stub)

    @property
    def stubs(self) -> str:
        """The outline of all stubs, as the `d` of one path."""
        return _path(column for column in self.columns if column.is_stub)

    @property
    def caption(self) -> str:
        """What it shows, as the catalogue of translations knows it."""
        return WORDS[self.period]


def day_chart(shown: Mapping[str, int | str]) -> DayChart | None:
    """The chart of counts by ISO date; None where there are none."""
    days = {dt.date.fromisoformat(day): n for day, n in shown.items() if n}
    if not days:
        return None
    known = {day: n if isinstance(n, int) else 0 for day, n in days.items()}
    period = period_of(known)
    bars = bars_of(known, period)
    stubs = {period.begin(day) for day, n in days.items() if not isinstance(n, int)}
    top = nice_top(max(n for _, n in bars))
    return DayChart(
        columns=list(_columns(bars, stubs, top)),
        period=period.name,
        top=short_number(top),
        half=short_number(top / 2),
        first=bars[0][0],
        last=bars[-1][0],
    )


def _columns(bars: list[tuple[dt.date, int]], stubs: set[dt.date], top: int) -> Iterable[Column]:
    slot = WIDTH / len(bars)
    width = min(slot * FILLED, WIDEST)
    for number, (begin, n) in enumerate(bars):
        if not n and begin not in stubs:
            continue
        height = max(round(HEIGHT * n / top), STUB)
        x = number * slot + (slot - width) / 2
        yield Column(round(x), max(round(width), 1), HEIGHT - height, height, is_stub=not n)


def _path(columns: Iterable[Column]) -> str:
    return "".join(f"M{one.x} {HEIGHT}v-{one.height}h{one.width}v{one.height}z" for one in columns)
