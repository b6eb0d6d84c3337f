"""What a file of counts says, and its rows. Small counts are hidden before they come here."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.spreadsheet import safe_cell
from petitions.small_cells import FIELDS, Shown
from petitions.waterfall import Waterfall

HEADER = ("table", "source", "state", "city", "day", *FIELDS)

COUNTED_MEANS = (
    "Each person is counted once, however many partners they signed through. Counted are people"
    " who confirmed their signature and people on a list that a partner answers for."
)
Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A state as it is shown, and its cities."""

    shown: Shown
    cities: Mapping[str, Shown]


@dataclass(frozen=True)
class Report:
    """Counts of one petition at one moment; `days` counts people by the day they signed (UTC).

    `names` are the sources' names for people, by key. Where a count is hidden it is "<10" or
    "hidden"; `days` alone is exact and is for drawing, where small bars are drawn alike.
    """

    slug: str
    title: str
    target: str
    campaign: str
    lead: str
    url: str
    as_of: dt.datetime
    partners: int
    confirmation_required: bool
    total: Waterfall
    sources: Mapping[str, Shown]
    places: Mapping[str, Place]
    shown_days: Mapping[str, Shown]
    days: Mapping[dt.date, int]
    names: Mapping[str, str]


def rows(report: Report) -> Iterator[Row]:
    """The whole table under HEADER: the total, then by source, state, city and day."""
    yield _row("total", report.total)
    for key, shown in report.sources.items():
        yield _row("source", shown, source=key)
    for state, place in report.places.items():
        yield _row("state", place.shown, state=state)
    for state, place in report.places.items():
        for city, shown in place.cities.items():
            yield _row("city", shown, state=state, city=city)
    for day, shown in report.shown_days.items():
        yield _row("day", shown, day=day)


def as_json(report: Report) -> dict[str, Any]:
    """The same as an object, in the shape of the `tally` command."""
    return {
        "petition": report.slug,
        "title": report.title,
        "target": report.target,
        "as_of": report.as_of.isoformat(timespec="seconds"),
        "counted_means": COUNTED_MEANS,
        **report.total,
        "by": {
            "source": report.sources,
            "place": {
                state: {**place.shown, "cities": place.cities}
                for state, place in report.places.items()
            },
            "day": report.shown_days,
        },
    }


def _row(
    table: str,
    counts: Mapping[str, Any],
    *,
    source: str = "",
    state: str = "",
    city: str = "",
    day: str = "",
) -> Row:
    keys = (safe_cell(text) for text in (source, state, city))
    return (table, *keys, day, *(counts[field] for field in FIELDS))
