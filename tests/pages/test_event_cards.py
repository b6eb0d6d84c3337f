"""Events in a list: the words that people read."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from events.local_time import Moment
from events.models import Action, Event, Stage
from pages.event_cards import EventCard, event_cards, map_of

DAY = date(2031, 7, 12)


def at(hour: int, zone: str = "America/Phoenix", day: date = DAY) -> Moment:
    return Moment(datetime.combine(day, time(hour)), zone)


def event(start: Moment | None = None, *, minutes: int = 120, **fields: Any) -> Event:
    """Not in the database; in Phoenix unless said otherwise."""
    place = {"city": "Phoenix", "region": "AZ", "latitude": 33.45, "longitude": -112.07}
    made = Event(uid=uuid4(), slug="phoenix", duration_minutes=minutes, **{**place, **fields})
    made.set_start(start or at(12))
    return made


def card(made: Event) -> EventCard:
    [only] = event_cards([made])
    return only


def test_says_the_day_the_hours_and_whose_clocks() -> None:
    shown = card(event())

    assert (shown.day, shown.hours, shown.zone) == (
        "Saturday 12 July 2031",
        "12:00 pm to 2:00 pm",
        "MST (Arizona Time)",
    )
    assert shown.starts_at == "2031-07-12T12:00:00-07:00"


def test_names_no_end_on_another_day() -> None:
    assert card(event(at(23))).hours == "from 11:00 pm"


def test_writes_hours_as_people_there_do() -> None:
    assert (
        card(event(at(14, "Europe/Berlin"), country="DE", city="Berlin")).hours == "14:00 to 16:00"
    )


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ""),
        ({"venue": "Town Hall", "venue_hint": "By the river"}, "Town Hall"),
        ({"venue_hint": "By the river"}, "By the river"),
        ({"is_private": True}, "Address for those who come"),
        (
            {"is_private": True, "venue_hint": "By the river", "sealed_place": b"sealed"},
            "By the river. Address for those who come",
        ),
    ],
)
def test_says_where_but_no_private_address(fields: dict[str, Any], shown: str) -> None:
    assert card(event(**fields)).where == shown


@pytest.mark.parametrize(
    ("miles", "shown"),
    [
        (0.4, "Less than a mile to the middle of Phoenix"),
        (1.2, "About 1 mile to the middle of Phoenix"),
        (1.6, "About 2 miles to the middle of Phoenix"),
        (99.6, "About 100 miles to the middle of Phoenix"),
    ],
)
def test_says_how_far_it_is(miles: float, shown: str) -> None:
    made = event()
    made.distance = miles  # type: ignore[attr-defined]  # as the query annotates it

    assert card(made).distance_text == shown
    assert card(event()).distance_text == ""


def test_an_event_that_has_begun_goes_on() -> None:
    made = event()
    made.starts_at, made.ends_at = (
        datetime.now(made.starts_at.tzinfo) - timedelta(hours=1),
        datetime.now(made.starts_at.tzinfo) + timedelta(hours=1),
    )

    assert card(made).state_text == "Going on now"


def test_the_past_comes_last_and_the_order_stays() -> None:
    past = event(at(12, day=date(2021, 7, 12)), title="past")
    one, two = event(title="one"), event(title="two")

    cards = event_cards([past, one, two])

    assert [(each.event.title, each.stage) for each in cards] == [
        ("one", Stage.OPEN),
        ("two", Stage.OPEN),
        ("past", Stage.PAST),
    ]


def test_the_map_has_a_link_for_each_city_of_the_states() -> None:
    abroad = event(country="MX", city="Nogales")

    drawn = map_of(event_cards([event(), abroad]))

    assert drawn is not None
    assert [(dot.point.name, dot.point.href, dot.point.state) for dot in drawn.dots] == [
        ("Phoenix", "/e/phoenix/", "open")
    ]
    assert map_of(event_cards([abroad])) is None


@pytest.mark.parametrize(("own", "shown"), [([], False), (["capacity"], False), (["time"], True)])
def test_says_where_a_city_chose_another_time(own: list[str], shown: bool) -> None:
    assert card(event(own_fields=own)).has_own_time is shown


@pytest.mark.parametrize(
    ("own", "day", "said"),
    [
        ([], 12, ""),
        (["capacity"], 12, ""),
        (["time"], 12, "This city has a time of its own."),
        (["time"], 13, "This city has a day of its own."),
    ],
)
def test_says_whether_the_day_or_the_time_is_its_own(own: list[str], day: int, said: str) -> None:
    there = event(at(12, day=date(2031, 7, day)), own_fields=own)
    there.action = Action(date=date(2031, 7, 12))
    assert card(there).own_time_text == said
