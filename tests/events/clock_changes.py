"""What people expect of reminders around each change of the clocks, written by hand.

Nothing here is computed by rules of time zones: each instant is a wall time with its offset, and
the offsets are those that the governments announced. `day` is the day of the change, `eve` the
day before it, `next` the day after.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_DAYS = {"eve": -1, "day": 0, "next": 1}
EVENING = {"offset": "-P1D", "at": "18:00"}


@dataclass(frozen=True)
class Plan:
    """An event at a wall time such as "day 12:00" (`fold` 1: the second of two), the rules of its
    reminders, and when each is expected: "eve 18:00-05:00"."""

    title: str
    start: str
    rules: tuple[object, ...]
    expected: tuple[str, ...]
    fold: int = 0


@dataclass(frozen=True)
class Change:
    zone: str
    days: tuple[str, ...]
    plans: tuple[Plan, ...]


def wall_time(text: str, day: date) -> datetime:
    """Of "day 12:00", naive; of "eve 18:00-05:00" the instant in UTC."""
    word, _, at = text.partition(" ")
    found = datetime.fromisoformat(f"{day + timedelta(days=_DAYS[word])}T{at}")
    return found if found.tzinfo is None else found.astimezone(UTC)


def _usual(noon: str, evening: str, two_hours: str, whole_day: str, same_wall: str) -> list[Plan]:
    """Noon after the change, with the reminders that most events have, and the two kinds of day."""
    rules = (EVENING, "-PT2H", "-PT24H")
    return [
        Plan("Usual", noon, rules, (evening, two_hours, whole_day)),
        Plan("Same hour", noon, ("-P1D",), (same_wall,)),
    ]


def _both(title: str, start: str, day: str, two_hours: str, *, fold: int = 0) -> Plan:
    return Plan(title, start, ("-P1D", "-PT2H"), (day, two_hours), fold)


NEW_YORK_SPRING = (
    *_usual(
        "day 12:00", "eve 18:00-05:00", "day 10:00-04:00", "eve 11:00-05:00", "eve 12:00-05:00"
    ),
    _both("After the gap", "day 03:00", "eve 03:00-05:00", "day 00:00-05:00"),
    _both("A day after the gap", "next 02:30", "day 03:30-04:00", "next 00:30-04:00"),
)
NEW_YORK_AUTUMN = (
    *_usual(
        "day 12:00", "eve 18:00-04:00", "day 10:00-05:00", "eve 13:00-04:00", "eve 12:00-04:00"
    ),
    _both("The second", "day 01:30", "eve 01:30-04:00", "day 00:30-04:00", fold=1),
    _both("A day after both", "next 01:30", "day 01:30-04:00", "day 23:30-05:00"),
)
PHOENIX = (
    *_usual(
        "day 12:00", "eve 18:00-07:00", "day 10:00-07:00", "eve 12:00-07:00", "eve 12:00-07:00"
    ),
    _both("No gap", "day 02:30", "eve 02:30-07:00", "day 00:30-07:00"),
    _both("No second", "next 01:30", "day 01:30-07:00", "day 23:30-07:00"),
)
LONDON_SPRING = (
    *_usual(
        "day 12:00", "eve 18:00+00:00", "day 10:00+01:00", "eve 11:00+00:00", "eve 12:00+00:00"
    ),
    _both("After the gap", "day 02:00", "eve 02:00+00:00", "eve 23:00+00:00"),
    _both("A day after the gap", "next 01:30", "day 02:30+01:00", "day 23:30+01:00"),
)
LONDON_AUTUMN = (
    *_usual(
        "day 12:00", "eve 18:00+01:00", "day 10:00+00:00", "eve 13:00+01:00", "eve 12:00+01:00"
    ),
    _both("The second", "day 01:30", "eve 01:30+01:00", "day 00:30+01:00", fold=1),
    _both("A day after both", "next 01:30", "day 01:30+01:00", "day 23:30+00:00"),
)
# Cairo's clocks jump from midnight to one o'clock.
CAIRO_SPRING = (
    *_usual(
        "day 12:00", "eve 18:00+02:00", "day 10:00+03:00", "eve 11:00+02:00", "eve 12:00+02:00"
    ),
    _both("After the gap", "day 01:00", "eve 01:00+02:00", "eve 22:00+02:00"),
    _both("A day after the gap", "next 00:30", "day 01:30+03:00", "day 22:30+03:00"),
)
# At midnight it is eleven again: `day` is the one with the long evening.
CAIRO_AUTUMN = (
    *_usual(
        "next 12:00", "day 18:00+03:00", "next 10:00+02:00", "day 13:00+03:00", "day 12:00+03:00"
    ),
    _both("The second", "day 23:30", "eve 23:30+03:00", "day 22:30+03:00", fold=1),
    _both("A day after both", "next 23:30", "day 23:30+03:00", "next 21:30+02:00"),
)
# Half an hour: from 2:00 to 2:30 in October, from 2:00 to 1:30 in April.
LORD_HOWE_SPRING = (
    *_usual(
        "day 12:00", "eve 18:00+10:30", "day 10:00+11:00", "eve 11:30+10:30", "eve 12:00+10:30"
    ),
    _both("After the gap", "day 02:30", "eve 02:30+10:30", "day 00:00+10:30"),
    _both("A day after the gap", "next 02:15", "day 02:45+11:00", "next 00:15+11:00"),
)
LORD_HOWE_AUTUMN = (
    *_usual(
        "day 12:00", "eve 18:00+11:00", "day 10:00+10:30", "eve 12:30+11:00", "eve 12:00+11:00"
    ),
    _both("The second", "day 01:45", "eve 01:45+11:00", "day 00:15+11:00", fold=1),
    _both("A day after both", "next 01:45", "day 01:45+11:00", "day 23:45+10:30"),
)

CHANGES = (
    Change("America/New_York", ("2026-03-08", "2027-03-14"), NEW_YORK_SPRING),
    Change("America/New_York", ("2026-11-01", "2027-11-07"), NEW_YORK_AUTUMN),
    # Nothing changes there when it changes in New York.
    Change("America/Phoenix", ("2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07"), PHOENIX),
    Change("Europe/London", ("2026-03-29", "2027-03-28"), LONDON_SPRING),
    Change("Europe/London", ("2026-10-25", "2027-10-31"), LONDON_AUTUMN),
    Change("Africa/Cairo", ("2026-04-24", "2027-04-30"), CAIRO_SPRING),
    Change("Africa/Cairo", ("2026-10-29", "2027-10-28"), CAIRO_AUTUMN),
    Change("Australia/Lord_Howe", ("2026-10-04", "2027-10-03"), LORD_HOWE_SPRING),
    Change("Australia/Lord_Howe", ("2026-04-05", "2027-04-04"), LORD_HOWE_AUTUMN),
)
