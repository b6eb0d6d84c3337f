"""The rules of a time zone as calendar files carry them (VTIMEZONE). Pure: no database.

icalendar can make them, too, but its onset of summer time is late by the length of the gap, and
it steps over periods shorter than 64 days, such as Ramadan in Morocco.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


# Shared between requests: whoever gets one only writes it out.
@lru_cache(maxsize=256)
def calendar_zone(zone: ZoneInfo, *, first_year: int, last_year: int) -> Timezone:
    """Every offset the zone has in these years, both included, each by an onset of its own.

    Single onsets, not rules: a law changes a zone from one year to the next.
    """
    component = Timezone()
    component.add("TZID", zone.key)
    start = datetime(first_year, 1, 1, tzinfo=zone)
    component.add_component(_observance(start.astimezone(UTC), zone, before=start.utcoffset()))
    end = datetime(last_year + 1, 1, 1, tzinfo=zone)
    for onset in _onsets(zone, start.astimezone(UTC), end.astimezone(UTC)):
        before = (onset - SECOND).astimezone(zone).utcoffset()
        component.add_component(_observance(onset, zone, before=before))
    return component


def _onsets(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants (UTC, whole seconds) from which another offset or name holds."""
    day = start
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _onset_between(zone, day, day + DAY)
        day += DAY


def _onset_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Halves the time between the two, whose offsets differ, down to one second."""
    old = _offset(zone, before)
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, instant: datetime) -> tuple[timedelta | None, str | None]:
    local = instant.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _observance(
    onset: datetime, zone: ZoneInfo, *, before: timedelta | None
) -> TimezoneStandard | TimezoneDaylight:
    """RFC 5545 3.6.5: DTSTART is the wall time of the onset by the offset that held before it.

    RDATE repeats it: dateutil and ical pass over an observance that has only a DTSTART.
    """
    after = onset.astimezone(zone)
    wall = onset.replace(tzinfo=None) + (before or timedelta())
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.DTSTART = wall
    part.add("RDATE", wall)
    part.TZOFFSETFROM = before
    part.TZOFFSETTO = after.utcoffset()
    part.add("TZNAME", after.tzname())
    return part
