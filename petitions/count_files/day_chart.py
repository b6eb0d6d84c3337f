"""Draws how many signed when: bars by day, week, month or year, whichever fits."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.small_counts import SMALL
from petitions.count_files.canvas import ACCENT, HAIRLINE, LOST, NOTE, SOFT, Canvas, Frame, Type

MOST_BARS = 62
WIDEST = 22.0
STUB = 1.2
AXIS = 30.0


@dataclass(frozen=True)
class Period:
    """A length of time that a bar stands for: its first day, and the first day of the next."""

    name: str
    days: float
    begin: Callable[[dt.date], dt.date]
    following: Callable[[dt.date], dt.date]
    label: str


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


PERIODS = (
    Period("day", 1, lambda day: day, lambda day: day + dt.timedelta(days=1), "{0.day} {0:%b %Y}"),
    Period(
        "week", 7, lambda day: day - dt.timedelta(days=day.weekday()),
        lambda day: day + dt.timedelta(days=7), "{0.day} {0:%b %Y}",
    ),
    Period("month", 30.4, lambda day: day.replace(day=1), _next_month, "{0:%b %Y}"),
    Period(
        "year", 365.2, lambda day: day.replace(month=1, day=1),
        lambda day: day.replace(year=day.year + 1), "{0:%Y}",
    ),
)  # fmt: skip


def period_of(days: Mapping[dt.date, int]) -> Period:
    """The shortest period with which the chart stays readable."""
    span = (max(days) - min(days)).days + 1 if days else 1
    return next((period for period in PERIODS if span / period.days <= MOST_BARS), PERIODS[-1])


def bars_of(days: Mapping[dt.date, int], period: Period) -> list[tuple[dt.date, int]]:
    """Every period from the first to the last with its count, the empty ones too."""
    counts: Counter[dt.date] = Counter()
    for day, n in days.items():
        counts[period.begin(day)] += n
    return [(begin, counts[begin]) for begin in _all(min(counts), max(counts), period)]


def draw_days(canvas: Canvas, frame: Frame, days: Mapping[dt.date, int]) -> None:
    """Bars on a scale from zero; those under ten are drawn alike."""
    if not days:
        canvas.text(frame.x, frame.y + 10, "No signatures yet.", Type(8.5, SOFT))
        return
    period = period_of(days)
    bars = bars_of(days, period)
    top = nice_top(max(n for _, n in bars))
    plot = Frame(frame.x + AXIS, frame.y + 5, frame.width - AXIS, frame.height - 19)
    for part in (0.0, 0.5, 1.0):
        y = plot.bottom - plot.height * part
        canvas.line(plot.x, y, plot.right, y, HAIRLINE, 0.5)
        canvas.text_right(plot.x - 5, y + 2.4, short_number(top * part), NOTE)
    slot = plot.width / len(bars)
    width = min(slot * 0.78, WIDEST)
    for number, (_, n) in enumerate(bars):
        x = plot.x + number * slot + (slot - width) / 2
        height = STUB if n < SMALL else max(plot.height * n / top, STUB)
        if n:
            canvas.box(x, plot.bottom - height, width, height, ACCENT if n >= SMALL else LOST)
    _label_ends(canvas, plot, bars, period)


def nice_top(highest: int) -> int:
    """The next round number that is not below; at least 10."""
    size = 10
    while size * 10 < highest:
        size *= 10
    return next(size * part for part in (1, 2, 3, 4, 5, 6, 8, 10) if size * part >= highest)


def short_number(n: float) -> str:
    """1,500 as 1.5k: few letters for an axis."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if n >= size:
            return f"{n / size:g}{letter}"
    return f"{n:g}"


def _label_ends(
    canvas: Canvas, plot: Frame, bars: list[tuple[dt.date, int]], period: Period
) -> None:
    first, last = (period.label.format(begin) for begin in (bars[0][0], bars[-1][0]))
    y = plot.bottom + 10
    if len(bars) == 1:
        canvas.text_centred(plot.x + plot.width / 2, y, first, NOTE)
        return
    canvas.text(plot.x, y, first, NOTE)
    canvas.text_right(plot.right, y, last, NOTE)


def _all(first: dt.date, last: dt.date, period: Period) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first = period.following(first)
