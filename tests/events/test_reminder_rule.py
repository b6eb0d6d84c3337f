"""A rule says how long before the start people are reminded, on the calendar or by the clock."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import local_time
from events.local_time import Moment, in_zone, resolve
from events.reminder_rule import (
    DEFAULT_RULES,
    LONGEST,
    MOST_RULES,
    ReminderRule,
    kept_rules,
    read_rules,
)
from tests.events.refusals import refusal

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
DAY_BEFORE = ReminderRule(days=1)
EVENING_BEFORE = ReminderRule(days=1, at=time(18))
TWO_HOURS = ReminderRule(elapsed=timedelta(hours=2))
clock_times = st.times().map(lambda at: at.replace(microsecond=0))
rules = st.one_of(
    st.builds(ReminderRule, days=st.integers(1, 60), at=st.none() | clock_times),
    st.builds(
        ReminderRule, elapsed=st.integers(1, 60 * 24 * 60).map(lambda n: timedelta(0, n * 60))
    ),
)
instants = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2199-01-01"),
    timezones=st.just(UTC),
)


def start(local: str, zone: str = NEW_YORK, fold: int | None = None) -> Moment:
    return resolve(datetime.fromisoformat(local), zone, fold=fold)


def due(rule: ReminderRule, of: Moment) -> str:
    """On the clocks of the event."""
    return in_zone(rule.due_at(of), of.zone).there.isoformat()


def test_unless_they_say_otherwise_people_hear_the_evening_before_and_two_hours_before() -> None:
    assert DEFAULT_RULES == (EVENING_BEFORE, TWO_HOURS)
    rally = start("2026-07-12T12:00")
    assert [due(rule, rally) for rule in DEFAULT_RULES] == [
        "2026-07-11T18:00:00-04:00",
        "2026-07-12T10:00:00-04:00",
    ]


def test_a_day_is_one_of_the_calendar_whatever_the_clocks_do() -> None:
    spring, autumn = start("2026-03-08T12:00"), start("2026-11-01T12:00")
    assert due(DAY_BEFORE, spring) == "2026-03-07T12:00:00-05:00"
    assert spring.instant - DAY_BEFORE.due_at(spring) == timedelta(hours=23)
    assert due(DAY_BEFORE, autumn) == "2026-10-31T12:00:00-04:00"
    assert autumn.instant - DAY_BEFORE.due_at(autumn) == timedelta(hours=25)
    half = start("2026-10-04T12:00", LORD_HOWE)
    assert half.instant - DAY_BEFORE.due_at(half) == timedelta(hours=23, minutes=30)


def test_hours_are_elapsed_whatever_the_clocks_do() -> None:
    assert due(TWO_HOURS, start("2026-03-08T03:30")) == "2026-03-08T00:30:00-05:00"
    assert due(TWO_HOURS, start("2026-11-01T01:30", fold=0)) == "2026-10-31T23:30:00-04:00"
    assert due(TWO_HOURS, start("2026-11-01T01:30", fold=1)) == "2026-11-01T00:30:00-04:00"


def test_a_reminder_at_a_time_that_does_not_exist_or_comes_twice_is_sent_all_the_same() -> None:
    after_the_gap = start("2026-03-09T02:30")
    assert due(DAY_BEFORE, after_the_gap) == "2026-03-08T03:30:00-04:00"
    after_both = start("2026-11-02T01:30")
    assert due(DAY_BEFORE, after_both) == "2026-11-01T01:30:00-04:00"
    assert due(ReminderRule(days=1, at=time(1, 30)), after_both) == "2026-11-01T01:30:00-04:00"


@pytest.mark.parametrize(
    ("offset", "kind", "kept"),
    [
        ("-P1D", "day_before", "-P1D"),
        ("-P3D", "3_days_before", "-P3D"),
        ("-P2W", "14_days_before", "-P14D"),
        ("-P60D", "60_days_before", "-P60D"),
        ("-PT1H", "hour_before", "-PT1H"),
        ("-PT60M", "hour_before", "-PT1H"),
        ("-PT2H", "2_hours_before", "-PT2H"),
        ("-PT24H", "24_hours_before", "-PT24H"),
        ("-PT1H30M", "90_minutes_before", "-PT90M"),
        ("-PT1M", "minute_before", "-PT1M"),
    ],
)
def test_an_offset_has_a_name_and_is_kept_in_one_writing(offset: str, kind: str, kept: str) -> None:
    (rule,) = read_rules([offset])
    assert (rule.kind, rule.as_json()) == (kind, {"offset": kept})


def test_days_before_may_have_a_time_of_their_own() -> None:
    (rule,) = read_rules([{"offset": "-P1D", "at": "09:30"}])
    assert rule == ReminderRule(days=1, at=time(9, 30))
    assert rule.as_json() == {"offset": "-P1D", "at": "09:30:00"}


@pytest.mark.parametrize(
    "offset",
    [
        "-PT0S", "-PT0M", "-P0D", "+P1D", "P1D", "PT2H", "P1Y", "-P1Y", "-P1M", "-PT30S", "-P1DT2H",
        "-P61D", "-P9W", "-PT1441H", "-PT86401M", "-P9999D", "-P1.5D", "-PT", "-P", "", "-p1d",
        "- P1D", "-P1D\n", "-P１D", "--P1D", "day before", None, 7, -1, True, 1.5, ["-P1D"], {},
    ],
)  # fmt: skip
def test_what_is_no_time_before_the_start_is_refused(offset: Any) -> None:
    assert refusal(read_rules, [{"offset": offset}]) == [("reminders", "offset")]


@pytest.mark.parametrize(
    "at", ["", "24:00", "18", "18:60", "6pm", "18:00+01:00", "1٨:00", "18:00\n", 18, True, [], {}]
)
def test_what_is_no_clock_time_is_refused(at: Any) -> None:
    refused = refusal(read_rules, [{"offset": "-P1D", "at": at}])
    assert refused == [("reminders", "invalid")]


@pytest.mark.parametrize(
    "values",
    [
        None, "-P1D", {"offset": "-P1D"}, 7, [None], [7], [["-P1D"]],
        [{"offset": "-P1D", "kind": "x"}], [{"offset": "-PT2H", "at": "18:00"}],
        ["-P1D"] * (MOST_RULES + 1),
    ],
)  # fmt: skip
def test_what_is_no_list_of_rules_is_refused(values: Any) -> None:
    assert refusal(read_rules, values) == [("reminders", "invalid")]


def test_two_rules_for_one_time_are_refused_and_none_at_all_is_fine() -> None:
    assert refusal(read_rules, ["-PT60M", "-PT1H"]) == [("reminders", "duplicate")]
    assert refusal(read_rules, ["-P7D", "-P1W"]) == [("reminders", "duplicate")]
    assert read_rules([]) == []


@given(st.lists(rules, max_size=MOST_RULES, unique_by=lambda rule: rule.kind))
def test_rules_that_were_kept_are_read_as_they_were(several: list[ReminderRule]) -> None:
    kept = [rule.as_json() for rule in several]
    assert read_rules(kept) == kept_rules(kept) == several


@settings(max_examples=300)
@given(rules, instants, st.sampled_from(sorted(local_time._zones())))
def test_a_reminder_is_due_before_the_start_and_not_too_long_before(
    rule: ReminderRule, at: datetime, zone: str
) -> None:
    of = in_zone(at.replace(microsecond=0), zone)
    before = of.instant - rule.due_at(of)
    assert timedelta() < before <= LONGEST + timedelta(days=1, hours=2)
    if not rule.days:
        assert before == rule.elapsed


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["offset", "at", "x"]), inner),
    max_leaves=5,
)


@settings(max_examples=300)
@given(
    st.lists(json_values) | st.lists(st.from_regex(r"-P\d?\d?[WD]?T?\d?\d?[HM]?", fullmatch=True))
)
def test_whatever_is_sent_is_read_or_refused(values: list[Any]) -> None:
    refused = refusal(read_rules, values)
    if not refused:
        found = read_rules(values)
        assert read_rules([rule.as_json() for rule in found]) == found
    else:
        assert [field for field, _ in refused] == ["reminders"]
