"""When people are reminded of an event: rules, the kinds they make, and the due time. Pure.

A rule is written as iCalendar's triggers are (RFC 5545, 3.8.6.3): `-P1D` is the day before,
`-PT2H` two hours before. Days are days of the calendar, at the same wall time or at the wall time
`at`; hours and minutes are elapsed time.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from core.errors import Invalid
from events.local_time import Moment, resolve_leniently

MOST_RULES = 8
LONGEST = timedelta(days=60)
_OFFSET = re.compile(r"-P(?:(\d{1,3})W|(\d{1,3})D|T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


@dataclass(frozen=True)
class ReminderRule:
    """`days` of the calendar before, at `at` (None: the event's own wall time); or `elapsed`."""

    days: int = 0
    at: time | None = None
    elapsed: timedelta = timedelta()

    @property
    def kind(self) -> str:
        """Its name in the ledger: day_before, 3_days_before, 2_hours_before, 90_minutes_before."""
        if self.days:
            return "day_before" if self.days == 1 else f"{self.days}_days_before"
        hours, rest = divmod(self.elapsed, timedelta(hours=1))
        minutes = self.elapsed // timedelta(minutes=1)
        if rest:
            return "minute_before" if minutes == 1 else f"{minutes}_minutes_before"
        return "hour_before" if hours == 1 else f"{hours}_hours_before"

    def due_at(self, start: Moment) -> datetime:
        """The instant (UTC) at which people going to an event with this start are owed it."""
        if not self.days:
            return start.instant - self.elapsed
        day = start.local - timedelta(days=self.days)
        local = day if self.at is None else datetime.combine(day.date(), self.at)
        return resolve_leniently(local, start.zone).instant

    def as_json(self) -> dict[str, str]:
        """How it is kept and shown."""
        if not self.days:
            hours, rest = divmod(self.elapsed, timedelta(hours=1))
            minutes = self.elapsed // timedelta(minutes=1)
            return {"offset": f"-PT{minutes}M" if rest else f"-PT{hours}H"}
        at = {"at": self.at.isoformat()} if self.at else {}
        return {"offset": f"-P{self.days}D", **at}


DEFAULT_RULES = (
    ReminderRule(days=1, at=time(18, 0)),
    ReminderRule(elapsed=timedelta(hours=2)),
)


def read_rules(values: object) -> list[ReminderRule]:
    """The rules in a list of `"-PT2H"` or `{"offset": "-P1D", "at": "18:00"}`.

    Raises Invalid for offsets that are none, at or after the start, or longer than 60 days, for
    more than MOST_RULES, and for two of one kind.
    """
    if not isinstance(values, list) or len(values) > MOST_RULES:
        raise _wrong("invalid", f"Send a list of at most {MOST_RULES} reminders.")
    rules = [_read_rule(value) for value in values]
    if len({rule.kind for rule in rules}) != len(rules):
        raise _wrong("duplicate", "Two reminders are for the same time before the event.")
    return rules


def kept_rules(values: Sequence[Mapping[str, Any]]) -> list[ReminderRule]:
    """The rules of a row that `as_json` wrote."""
    return [_read_rule(value) for value in values]


def _read_rule(value: object) -> ReminderRule:
    if isinstance(value, str):
        value = {"offset": value}
    if not isinstance(value, Mapping) or set(value) - {"offset", "at"}:
        raise _wrong("invalid", "A reminder has an offset such as -PT2H, and perhaps a time `at`.")
    days, elapsed = _read_offset(value.get("offset"))
    at = value.get("at")
    if at is None:
        return ReminderRule(days=days, elapsed=elapsed)
    if not days:
        raise _wrong("invalid", "`at` goes with days before, such as -P1D.")
    return ReminderRule(days=days, at=_read_time(at))


def _read_offset(value: object) -> tuple[int, timedelta]:
    parts = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        raise _wrong("offset", "Use days or hours before the start: -P1D, -P2W, -PT2H or -PT90M.")
    weeks, days, hours, minutes = (int(part or 0) for part in parts.groups())
    before = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    if not timedelta() < before <= LONGEST:
        raise _wrong("offset", "A reminder comes before the start, at most 60 days.")
    return (before.days, timedelta()) if weeks or days else (0, before)


def _read_time(value: object) -> time:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _wrong("invalid", "Write the time `at` as 18:00.")
    return time.fromisoformat(value)


def _wrong(code: str, detail: str) -> Invalid:
    return Invalid.field("reminders", code, detail)
