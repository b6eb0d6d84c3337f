"""Times as people read them: the local one, with the zone's name."""

from datetime import datetime, time

import pytest

from events.local_time import resolve
from events.models import Event
from events.when import clock, hours_text, when_text, zone_text


def an_event(
    local: str, zone: str, *, minutes: int = 120, country: str = "US", fold: int | None = None
) -> Event:
    event = Event(country=country, duration_minutes=minutes)
    event.set_start(resolve(datetime.fromisoformat(local), zone, fold=fold))
    return event


def test_an_event_says_its_day_its_hours_and_whose_clocks() -> None:
    event = an_event("2026-07-12T12:00", "America/Los_Angeles")
    assert when_text(event) == "Sunday 12 July 2026, 12:00 pm to 2:00 pm PDT (Pacific Time)"
    assert hours_text(event) == ("12:00 pm", "2:00 pm")


def test_it_is_the_time_there_wherever_the_reader_is() -> None:
    event = an_event("2026-01-04T18:30", "America/Indiana/Knox", minutes=45)
    assert when_text(event) == "Sunday 4 January 2026, 6:30 pm to 7:15 pm CST (Knox time)"


def test_an_end_on_another_day_says_which() -> None:
    event = an_event("2026-12-31T23:00", "America/Phoenix")
    assert when_text(event) == (
        "Thursday 31 December 2026, 11:00 pm to Friday 1 January 2027, 1:00 am MST (Arizona Time)"
    )


def test_where_people_count_to_24_and_clocks_have_no_letters() -> None:
    event = an_event("2026-07-12T14:05", "Africa/Cairo", country="EG")
    assert when_text(event) == "Sunday 12 July 2026, 14:05 to 16:05 EEST (Cairo time)"
    event = an_event("2026-07-12T14:05", "America/Sao_Paulo", country="BR")
    assert when_text(event) == "Sunday 12 July 2026, 14:05 to 16:05 UTC-03:00 (Sao Paulo time)"


def test_clocks_that_change_meanwhile_are_named_twice() -> None:
    """Or it would seem to end before it starts, or to last an hour more than it does."""
    autumn = an_event("2026-11-01T01:45", "America/New_York", minutes=30, fold=0)
    assert when_text(autumn) == (
        "Sunday 1 November 2026, 1:45 am EDT to 1:15 am EST (Eastern Time)"
    )
    spring = an_event("2026-03-08T01:30", "America/New_York", minutes=60)
    assert when_text(spring) == "Sunday 8 March 2026, 1:30 am EST to 3:30 am EDT (Eastern Time)"


def test_the_second_of_two_is_told_by_its_letters() -> None:
    first, second = (an_event("2026-11-01T01:30", "America/New_York", fold=n) for n in (0, 1))
    assert [zone_text(event.start) for event in (first, second)] == [
        "EDT (Eastern Time)",
        "EST (Eastern Time)",
    ]


@pytest.mark.parametrize(
    ("at", "twelve", "whole_day"),
    [
        (time(0), "12:00 am", "00:00"),
        (time(0, 5), "12:05 am", "00:05"),
        (time(11, 59), "11:59 am", "11:59"),
        (time(12), "12:00 pm", "12:00"),
        (time(13, 30), "1:30 pm", "13:30"),
    ],
)
def test_the_hour_as_people_of_the_country_write_it(at: time, twelve: str, whole_day: str) -> None:
    assert (clock(at, "US"), clock(at, "DE")) == (twelve, whole_day)
