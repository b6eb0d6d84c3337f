"""Times as lists write them. One list keeps one order of day and month; the whole file decides."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from groups.identity import fold

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCK = (
    r"(?:[T,\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}"
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_CLOCK}"
)
_MONTH_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?[\s-]+(?:de\s+)?(?P<name>[^\W\d]{{3,10}})\.?"
    rf"|(?P<name2>[^\W\d]{{3,10}})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"[,\s-]+(?:de\s+)?(?P<year>\d{{4}}){_CLOCK}"
)
_MONTH_STARTS = """jan ene gen|feb fev|mar|apr abr avr|may mai mag maio|jun juin giu
    |jul juil lug|aug ago aou|sep set|oct okt out ott|nov|dec dez dic"""
_MONTHS = {
    start: number
    for number, starts in enumerate(_MONTH_STARTS.split("|"), start=1)
    for start in starts.split()
}


class DateOrder(StrEnum):
    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


class BadDate(ValueError):
    """Text that names no time. `code` is format, impossible, range or future."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def find_date_order(texts: Iterable[str]) -> DateOrder:
    """Which number is the day in `6/7/2019`: a day above 12 anywhere in the file tells.

    With no such day, or as many on either side, the month comes first, as petition tools of
    the United States write it. A date with dots has its day first in any file.
    """
    first = second = 0
    for text in texts:
        date = _YEAR_LAST.fullmatch(text.strip())
        if date and date["mark"] != ".":
            first += int(date["a"]) > 12
            second += int(date["b"]) > 12
    return DateOrder.DAY_FIRST if first > second else DateOrder.MONTH_FIRST


def read_date(text: str, order: DateOrder, latest: datetime) -> datetime | None:
    """The time in UTC; a time without a zone is taken as UTC. None for no text.

    Raises BadDate: `format` (a bare number of a spreadsheet too), `impossible` (30 February),
    `range` (before EARLIEST), `future` (after `latest`).
    """
    text = text.strip()
    if not text:
        return None
    at = _iso(text) or _parsed(text, order)
    if at < EARLIEST:
        raise BadDate("range")
    if at > latest:
        raise BadDate("future")
    return at


def _iso(text: str) -> datetime | None:
    """The common case at a tenth of the cost: what datetime itself wrote."""
    if text[4:5] != "-":
        return None
    try:
        at = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _parsed(text: str, order: DateOrder) -> datetime:
    if found := _YEAR_FIRST.fullmatch(text):
        return _instant(found, found["year"], found["month"], found["day"])
    if found := _YEAR_LAST.fullmatch(text):
        day_first = found["mark"] == "." or order is DateOrder.DAY_FIRST
        day, month = (found["a"], found["b"]) if day_first else (found["b"], found["a"])
        return _instant(found, found["year"], month, day)
    if found := _MONTH_NAMED.fullmatch(text):
        name = fold(found["name"] or found["name2"])
        month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
        if month:
            return _instant(found, found["year"], str(month), found["day"] or found["day2"])
    raise BadDate("format")


def _instant(found: re.Match[str], year: str, month: str, day: str) -> datetime:
    full_year = int(year) + 2000 if len(year) == 2 else int(year)
    hour = int(found["hour"] or 0)
    half = (found["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            raise BadDate("impossible")
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(
            full_year,
            int(month),
            int(day),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=_zone(found["zone"]),
        ).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadDate("impossible") from error


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
