"""One plan, many cities: noon there, or the same instant everywhere."""

from datetime import UTC, date, datetime, time

from events.action_plan import start_in
from events.local_time import Moment
from events.models.action import Action, Timing
from tests.events.refusals import refusal

NEW_YORK, CHICAGO, PHOENIX = "America/New_York", "America/Chicago", "America/Phoenix"
LOS_ANGELES, LORD_HOWE = "America/Los_Angeles", "Australia/Lord_Howe"


def noon_there(day: str = "2026-07-12", at: str = "12:00") -> Action:
    return Action(date=date.fromisoformat(day), local_time=time.fromisoformat(at))


def at_one_instant(day: str = "2026-07-12", at: str = "12:00", zone: str = NEW_YORK) -> Action:
    plan = noon_there(day, at)
    plan.timing, plan.timezone = Timing.INSTANT, zone
    return plan


def test_noon_is_noon_in_every_city() -> None:
    starts = [start_in(noon_there(), zone) for zone in (NEW_YORK, CHICAGO, PHOENIX, LOS_ANGELES)]
    assert {start.local for start in starts} == {datetime.fromisoformat("2026-07-12T12:00")}
    hours = [start.instant.hour for start in starts]
    assert hours == [16, 17, 19, 19]


def test_one_instant_is_another_hour_in_each_city() -> None:
    starts = [start_in(at_one_instant(), zone) for zone in (NEW_YORK, CHICAGO, PHOENIX, LORD_HOWE)]
    assert {start.instant for start in starts} == {datetime(2026, 7, 12, 16, tzinfo=UTC)}
    assert [start.there.isoformat() for start in starts] == [
        "2026-07-12T12:00:00-04:00",
        "2026-07-12T11:00:00-05:00",
        "2026-07-12T09:00:00-07:00",
        "2026-07-13T02:30:00+10:30",
    ]


def test_a_city_may_have_its_own_day_and_its_own_hour() -> None:
    day, at = date(2026, 7, 14), time(18, 30)
    plan = noon_there()
    assert start_in(plan, CHICAGO, day=day).there.isoformat() == "2026-07-14T12:00:00-05:00"
    assert start_in(plan, CHICAGO, at=at).there.isoformat() == "2026-07-12T18:30:00-05:00"
    assert start_in(plan, CHICAGO, day=day, at=at).local == datetime.combine(day, at)


def test_an_hour_of_its_own_is_one_of_its_own_clocks_whatever_the_plan_says() -> None:
    plan = at_one_instant()
    assert start_in(plan, PHOENIX, at=time(12)).instant.hour == 19
    another_day = start_in(plan, PHOENIX, day=date(2026, 7, 14))
    assert another_day.instant == datetime(2026, 7, 14, 16, tzinfo=UTC)


def test_an_hour_that_one_city_does_not_have_is_refused_for_that_city_alone() -> None:
    plan = noon_there("2026-03-08", "02:30")
    refused = {zone: refusal(start_in, plan, zone) for zone in (NEW_YORK, PHOENIX)}
    assert refused == {NEW_YORK: [("local_time", "nonexistent_local_time")], PHOENIX: []}
    # 02:30 on the clocks of the plan is nowhere a time.
    instant = at_one_instant("2026-03-08", "02:30")
    assert refusal(start_in, instant, PHOENIX) == [("local_time", "nonexistent_local_time")]


def test_an_hour_that_comes_twice_needs_to_say_which() -> None:
    plan = noon_there("2026-11-01", "01:30")
    assert refusal(start_in, plan, NEW_YORK) == [("local_time", "ambiguous_local_time")]
    assert refusal(start_in, plan, PHOENIX) == []
    local = datetime.fromisoformat("2026-11-01T01:30")
    assert start_in(plan, NEW_YORK, fold=1) == Moment(local, NEW_YORK, 1)
    instant = at_one_instant("2026-11-01", "01:30")
    assert start_in(instant, PHOENIX, fold=1).there.isoformat() == "2026-10-31T23:30:00-07:00"
