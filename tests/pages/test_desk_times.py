"""Times as organizers read them."""

import datetime as dt

import pytest

from events.models import Event, EventState
from pages.desk_times import chosen_moment, meant_options, read_start, until_words
from pages.typed_fields import Typed

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
NEW_YORK = "America/New_York"
wall = dt.datetime.fromisoformat


def event_in(minutes: float, *, lasts: int = 120, state: str = EventState.OPEN) -> Event:
    start = NOW + dt.timedelta(minutes=minutes)
    return Event(starts_at=start, ends_at=start + dt.timedelta(minutes=lasts), state=state)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (60 * 24 * 10 + 5, "In 10 days"),
        (60 * 48, "In 2 days"),
        (60 * 47, "In 47 h 00 min"),
        (60, "In 1 h 00 min"),
        (59.2, "In 1 h 00 min"),
        (59, "In 59 minutes"),
        (0.2, "In 1 minute"),
        (0, "Going on now"),
        (-119, "Going on now"),
        (-120, "Over"),
    ],
)
def test_says_how_long_until_it_starts(minutes: float, said: str) -> None:
    assert until_words(event_in(minutes), NOW) == said


def test_says_nothing_of_what_does_not_take_place() -> None:
    assert until_words(event_in(60, state=EventState.CANCELLED), NOW) == ""


def test_a_clear_time_offers_no_choice() -> None:
    assert meant_options(wall("2026-07-12T12:00"), NEW_YORK) == ()


def test_a_time_that_comes_twice_or_never_offers_two_the_earlier_first() -> None:
    twice = dict(meant_options(wall("2026-11-01T01:30"), NEW_YORK))
    never = dict(meant_options(wall("2026-03-08T02:30"), NEW_YORK))
    assert twice == {
        "2026-11-01T01:30:00/0": "Sunday 1 November 2026, 1:30 am EDT (Eastern Time)",
        "2026-11-01T01:30:00/1": "Sunday 1 November 2026, 1:30 am EST (Eastern Time)",
    }
    assert never == {
        "2026-03-08T01:30:00/0": "Sunday 8 March 2026, 1:30 am EST (Eastern Time)",
        "2026-03-08T03:30:00/0": "Sunday 8 March 2026, 3:30 am EDT (Eastern Time)",
    }


def test_a_choice_that_belongs_to_another_time_is_none() -> None:
    typed = Typed({"meant": "2026-11-01T01:30:00/1"})
    assert chosen_moment(typed, wall("2026-11-01T01:45"), NEW_YORK) is None
    found = chosen_moment(typed, wall("2026-11-01T01:30"), NEW_YORK)
    assert found is not None
    assert (found.fold, found.local) == (1, wall("2026-11-01T01:30"))


def test_what_is_wrong_with_a_time_is_kept_at_its_input() -> None:
    for data, wrong in [
        ({"date": "2026-07-12", "local_time": "12:00"}, []),
        ({"date": "", "local_time": "12:00"}, [("date", "required")]),
        (
            {"date": "2026-02-30", "local_time": "x"},
            [("date", "invalid"), ("local_time", "invalid")],
        ),
        ({"date": "2026-07-12", "local_time": "12:00+02:00"}, [("local_time", "invalid")]),
        ({"date": "2026-11-01", "local_time": "01:30"}, [("meant", "ambiguous_local_time")]),
        ({"date": "1999-01-01", "local_time": "01:30"}, [("date", "overflow")]),
        ({"date": "9999-12-31", "local_time": "23:59"}, [("date", "overflow")]),
        ({"date": "0001-01-01", "local_time": "00:00"}, [("date", "overflow")]),
    ]:
        typed = Typed(data)
        found = read_start(typed, NEW_YORK)
        assert [(error.field, error.code) for error in typed.errors] == wrong
        assert (found is None) == bool(wrong)
