"""The rules of zones as calendar files carry them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events.calendar_zone import calendar_zone

Onset = tuple[str, str, int]


def _onsets(zone: str, first_year: int, last_year: int) -> list[Onset]:
    """Kind, instant (UTC) and new offset (minutes) of every observance, as a calendar reads it."""
    component = calendar_zone(ZoneInfo(zone), first_year=first_year, last_year=last_year)
    found = []
    for part in component.subcomponents:
        instant: datetime = part.DTSTART - part.TZOFFSETFROM
        minutes = int(part.TZOFFSETTO.total_seconds() // 60)
        found.append((part.name, f"{instant:%Y-%m-%dT%H:%M}", minutes))
    return found


@pytest.mark.parametrize(
    ("zone", "onsets"),
    [
        (
            "America/New_York",
            [
                ("STANDARD", "2026-01-01T05:00", -300),
                ("DAYLIGHT", "2026-03-08T07:00", -240),
                ("STANDARD", "2026-11-01T06:00", -300),
            ],
        ),
        ("America/Phoenix", [("STANDARD", "2026-01-01T07:00", -420)]),
        (
            "Africa/Cairo",
            [
                ("STANDARD", "2025-12-31T22:00", 120),
                ("DAYLIGHT", "2026-04-23T22:00", 180),
                ("STANDARD", "2026-10-29T21:00", 120),
            ],
        ),
        (
            "Australia/Lord_Howe",
            [
                ("DAYLIGHT", "2025-12-31T13:00", 660),
                ("STANDARD", "2026-04-04T15:00", 630),
                ("DAYLIGHT", "2026-10-03T15:30", 660),
            ],
        ),
        (
            "Europe/London",
            [
                ("STANDARD", "2026-01-01T00:00", 0),
                ("DAYLIGHT", "2026-03-29T01:00", 60),
                ("STANDARD", "2026-10-25T01:00", 0),
            ],
        ),
    ],
)
def test_offsets_change_when_they_do(zone: str, onsets: list[Onset]) -> None:
    assert _onsets(zone, 2026, 2026) == onsets


def test_a_period_of_a_month_is_not_missed() -> None:
    """Morocco leaves its time for Ramadan."""
    assert [instant for _, instant, _ in _onsets("Africa/Casablanca", 2026, 2027)] == [
        "2025-12-31T23:00",
        "2026-02-15T02:00",
        "2026-03-22T02:00",
        "2027-02-07T02:00",
        "2027-03-14T02:00",
    ]


def test_all_years_are_covered() -> None:
    years = {instant[:4] for _, instant, _ in _onsets("America/Denver", 2024, 2029)}
    assert years == {"2024", "2025", "2026", "2027", "2028", "2029"}
