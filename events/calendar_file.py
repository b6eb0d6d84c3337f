"""Calendar files (RFC 5545) of events, to subscribe to or to take into a calendar. Pure: no
database. Nobody who attends is ever named in one."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDuration, vText

from events.calendar_zone import calendar_zone

REFRESH = timedelta(hours=1)
UTC_ZONE = ZoneInfo("Etc/UTC")
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class CalendarEvent:
    """What a calendar tells of one event. `starts_at` and `ends_at` are aware wall times in one
    ZoneInfo zone, the end after the start; `changed_at` and `created_at` are aware; a position
    is in degrees."""

    uid: str  # the same for ever, and of no other event
    sequence: int  # grows with each change of when, where or state
    is_cancelled: bool
    title: str  # as it is shown, "Cancelled" in it where that is so
    text: str  # plain, may be empty
    url: str  # the public page
    starts_at: datetime
    ends_at: datetime
    location: str  # one line, may be empty
    changed_at: datetime
    created_at: datetime


class _Text(vText):
    """A text whose every character survives: icalendar takes the letters \\N for a line break."""

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def write_calendar(events: Sequence[CalendarEvent], *, name: str) -> bytes:
    """The file, UTF-8 with CRLF, its events in the order given. Equal input gives equal bytes.

    Raises ValueError for a time without a zone.
    """
    calendar = _empty_calendar(name)
    for zone in _zones(events):
        calendar.add_component(zone)
    written: bytes = calendar.to_ical()
    parts = [_component_bytes(event, f"{event.starts_at!r} {event.ends_at!r}") for event in events]
    return b"".join([written.removesuffix(END), *parts, END])


def _empty_calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", "-//Muster//Muster//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, _line(name))
    # RFC 7986 5.7: the type of the value has to be said.
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return calendar


def _zones(events: Sequence[CalendarEvent]) -> Iterator[Timezone]:
    """The rules of each zone used, for all years of the calendar.

    A calendar must hold at least one component (RFC 5545 3.6): without a zone, that of UTC.
    """
    local = [when for event in events for when in _written_times(event) if when.tzinfo is not UTC]
    zones = {when.tzinfo for when in local if isinstance(when.tzinfo, ZoneInfo)}
    if not events:
        yield calendar_zone(UTC_ZONE, first_year=1970, last_year=1970)
    years = [when.year for when in local]
    for zone in sorted(zones, key=lambda zone: zone.key):
        yield calendar_zone(zone, first_year=min(years), last_year=max(years))


# Most events of a calendar are as they were when it was last asked for, and to write one costs
# icalendar about 0.7 ms.
@lru_cache(maxsize=4096)
def _component_bytes(event: CalendarEvent, wall_times: str) -> bytes:
    """`wall_times` tells apart what Python takes for equal: one instant in two zones, and the two
    passes of an hour that comes twice."""
    written: bytes = _component(event).to_ical()
    return written


def _component(event: CalendarEvent) -> Event:
    starts_at, ends_at = _written_times(event)
    component = Event()
    component.add("UID", _line(event.uid))
    component.add("SEQUENCE", event.sequence)
    component.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("DTSTART", starts_at)
    component.add("DTEND", ends_at)
    component.add("SUMMARY", _line(event.title))
    if event.text:
        component.add("DESCRIPTION", _lines(event.text))
    if event.location:
        component.add("LOCATION", _line(event.location))
    if _is_web_address(event.url):
        component.add("URL", event.url)
    component.add("DTSTAMP", _utc(event.changed_at))
    component.add("LAST-MODIFIED", _utc(event.changed_at))
    component.add("CREATED", _utc(event.created_at))
    # What is public is no appointment: whoever reads the calendar stays free in it.
    component.add("TRANSP", "TRANSPARENT")
    return component


def _written_times(event: CalendarEvent) -> tuple[datetime, datetime]:
    """Start and end as the file says them: wall times of the zone, or else both in UTC.

    In UTC when a wall time comes twice or never (summer time ends or begins): RFC 5545 has no
    word for the second 01:30, and calendars differ over the one that is skipped. Also when the
    zone has no name that a calendar would know.
    """
    times = (event.starts_at, event.ends_at)
    zone = event.starts_at.tzinfo
    if not isinstance(zone, ZoneInfo) or not zone.key or event.ends_at.tzinfo != zone:
        return _utc(times[0]), _utc(times[1])
    if zone.key in {"UTC", "Etc/UTC"} or not all(_is_one_instant(when) for when in times):
        return _utc(times[0]), _utc(times[1])
    return times


def _is_one_instant(when: datetime) -> bool:
    """Whether the wall time alone says the instant (PEP 495)."""
    return when.replace(fold=0).utcoffset() == when.replace(fold=1).utcoffset()


def _utc(when: datetime) -> datetime:
    if when.utcoffset() is None:
        raise ValueError("A calendar needs times that have a zone.")
    return when.astimezone(UTC)


def _line(text: str) -> _Text:
    return _Text(" ".join(_plain_lines(text)).strip())


def _lines(text: str) -> _Text:
    return _Text("\n".join(_plain_lines(text)))


def _plain_lines(text: str) -> list[str]:
    """The lines by every kind of line break, without control characters."""
    return [_without_controls(line) for line in text.splitlines()]


def _without_controls(line: str) -> str:
    spaced = line.replace("\t", " ")
    if spaced.isprintable():
        return spaced
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cs"})


def _is_web_address(url: str) -> bool:
    """Http(s) without spaces or control characters, which nothing in a URL property escapes."""
    if not url.isprintable() or " " in url:
        return False
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
