"""The one place where a wall time and its zone become an instant. Pure.

People say "noon in Phoenix": the wall time and the IANA zone are kept as they said it, and the
instant is computed here, in Python, with the zone rules of `zoneinfo`. Never in SQL: PostgreSQL
and Python differ by an hour on a time that exists twice.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import formats
from django.utils.translation import gettext

from core.errors import Invalid
from events.zone_names import zone_name

FIRST_YEAR, LAST_YEAR = 2000, 2200
_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?"
)
_NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/")


@dataclass(frozen=True)
class Moment:
    """A wall time (naive, whole seconds) in an IANA zone. `fold` is 1 for the second of two."""

    local: datetime
    zone: str
    fold: int = 0

    @property
    def there(self) -> datetime:
        """Aware, in its zone: shows the wall time with its offset."""
        return self.local.replace(tzinfo=ZoneInfo(self.zone), fold=self.fold)

    @property
    def instant(self) -> datetime:
        """In UTC."""
        return self.there.astimezone(UTC)


def require_zone(name: str, *, field: str = "timezone") -> str:
    """The name itself, of a zone that people live in. Raises Invalid tz.not_iana.

    Abbreviations and fixed offsets are refused: they know nothing of summer time.
    """
    if name not in _zones():
        raise Invalid.field(
            field, "tz.not_iana", gettext("Name an IANA time zone, such as America/New_York.")
        )
    return name


def require_year(day: date, *, field: str) -> None:
    """Raises Invalid `overflow` for a year in which nothing is planned."""
    if not _is_in_range(day):
        raise Invalid.field(
            field,
            "overflow",
            gettext("Use a year from %(first_year)s to %(last_year)s.")
            % {"first_year": FIRST_YEAR, "last_year": LAST_YEAR - 1},
        )


def read_moment(
    text: str, zone: str | None, *, fold: int | None = None, field: str = "starts_at"
) -> Moment:
    """The moment in `2026-07-12T12:00`, a wall time in the zone, or with an offset or `Z`.

    With an offset it is that very instant, shown in the zone. Raises Invalid: `invalid` for
    another form, `overflow`, `tz_required`, `tz.not_iana`, and as `resolve`.
    """
    if not zone:
        raise Invalid.field(
            "timezone",
            "tz_required",
            gettext("Say in which time zone: America/New_York, for example."),
        )
    require_zone(zone)
    stamp = _read_stamp(_STAMP.fullmatch(text), field)
    if stamp.tzinfo is None:
        return resolve(stamp, zone, fold=fold, field=field)
    there = _shifted(stamp, zone, field)
    return Moment(there.replace(tzinfo=None, fold=0), zone, there.fold)


def resolve(
    local: datetime, zone: str, *, fold: int | None = None, field: str = "starts_at"
) -> Moment:
    """The moment of a wall time. Raises Invalid, with the choices there are:

    `nonexistent_local_time` when clocks jump over it, `ambiguous_local_time` when it comes twice
    and `fold` (0 the first, 1 the second) does not say which.
    """
    require_year(local, field=field)
    first, second = Moment(local, zone), Moment(local, zone, 1)
    before, after = _offset(first), _offset(second)
    if before < after:
        raise Invalid.field(field, "nonexistent_local_time", _gap(local, zone, before, after))
    if before == after:
        return first
    if fold is None:
        raise Invalid.field(field, "ambiguous_local_time", _twice(local, zone, first, second))
    return second if fold else first


def meant_by(local: datetime, zone: str) -> list[Moment]:
    """The moments that a wall time may mean, the earlier first: two where it comes twice; where
    clocks jump over it, the same time by the clocks before and by those after the jump; else one.
    None in a year that `resolve` refuses.
    """
    if not _is_in_range(local):
        return []
    read = {in_zone(Moment(local, zone, fold).instant, zone) for fold in (0, 1)}
    return sorted(read, key=lambda moment: moment.instant)


def resolve_leniently(local: datetime, zone: str) -> Moment:
    """As `resolve`, for times that nobody named: what comes twice is the first of the two, what
    clocks jump over is as much later as they jump (RFC 5545, 3.3.5)."""
    there = Moment(local, zone).instant.astimezone(ZoneInfo(zone))
    return Moment(there.replace(tzinfo=None, fold=0), zone, there.fold)


def in_zone(instant: datetime, zone: str) -> Moment:
    """The moment of an instant, as clocks there show it."""
    there = instant.astimezone(ZoneInfo(zone))
    return Moment(there.replace(tzinfo=None, fold=0), zone, there.fold)


def zone_label(moment: Moment) -> str:
    """What people call the zone at that time: EST, or UTC+03:00 where it has no letters."""
    name = moment.there.tzname() or ""
    return name if name.isalpha() else f"UTC{moment.there.isoformat()[-6:]}"


@cache
def _zones() -> frozenset[str]:
    named = {name for name in available_timezones() if "/" in name}
    return frozenset({name for name in named if not name.startswith(_NOT_PLACES)} | {"UTC"})


def _read_stamp(parts: "re.Match[str] | None", field: str) -> datetime:
    if parts is None:
        raise Invalid.field(
            field, "invalid", gettext("Write it as 2026-07-12T12:00, with or without an offset.")
        )
    day, minute, second, offset = parts.groups()
    try:
        return datetime.fromisoformat(f"{day}T{minute}:{second or '00'}{offset or ''}")
    except ValueError as error:
        raise Invalid.field(field, "invalid", gettext("There is no such date or time.")) from error


def _shifted(stamp: datetime, zone: str, field: str) -> datetime:
    require_year(stamp, field=field)
    return stamp.astimezone(ZoneInfo(zone))


def _is_in_range(day: date) -> bool:
    return FIRST_YEAR <= day.year < LAST_YEAR


def _offset(moment: Moment) -> timedelta:
    offset = moment.there.utcoffset()
    assert offset is not None, "a zone always knows its offset"
    return offset


def _gap(local: datetime, zone: str, before: timedelta, after: timedelta) -> str:
    earlier, later = local - (after - before), local + (after - before)
    words = gettext(
        "%(time)s does not exist in %(zone)s on %(day)s: clocks jump over it. "
        "Choose %(earlier)s or %(later)s."
    )
    return words % {
        "time": f"{local:%H:%M}",
        "zone": zone_name(zone),
        "day": _day(local),
        "earlier": _choice(earlier, local),
        "later": _choice(later, local),
    }


def _choice(other: datetime, local: datetime) -> str:
    """Where clocks jump at midnight, the time before is one of the day before."""
    at = f"{other:%H:%M}"
    if other.date() == local.date():
        return at
    return gettext("%(time)s on %(day)s") % {"time": at, "day": _day(other)}


def _twice(local: datetime, zone: str, first: Moment, second: Moment) -> str:
    named = [f"{moment.there.isoformat()} ({zone_label(moment)})" for moment in (first, second)]
    words = gettext(
        "%(time)s comes twice in %(zone)s on %(day)s. Send the offset or `fold`: "
        "%(first)s is fold 0, %(second)s is fold 1."
    )
    return words % {
        "time": f"{local:%H:%M}",
        "zone": zone_name(zone),
        "day": _day(local),
        "first": named[0],
        "second": named[1],
    }


def _day(local: datetime) -> str:
    # Translators: Django's date format: j is the day, F the month, Y the year.
    return formats.date_format(local, gettext("j F Y"))
