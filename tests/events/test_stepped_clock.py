"""A stepped clock goes through the changes of two years: each reminder once, when it should."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from core.models import Message
from events.local_time import in_zone, resolve
from events.models import Event, Reminder
from tests.events.clock_changes import CHANGES, Change, wall_time
from tests.events.gatherings import an_event, answer
from tests.events.stepped_clock import NO_TIME, SteppedClock, stepped_clock
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, TEN_MINUTES, MINUTE = timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=1)
IN_FULL = os.environ.get("FAULTS") == "whole"
# Each change of each zone, by turns of this year and the next; those of both in the whole round.
EACH = [
    (change, day)
    for number, change in enumerate(CHANGES)
    for day in (change.days if IN_FULL else change.days[number % 2 :: 2])
]
NAMES = [f"{change.zone}-{day}" for change, day in EACH]


@pytest.fixture
def clock(tmp_path: Path, settings: Any) -> Iterator[SteppedClock]:
    with stepped_clock(tmp_path, settings, at=BEGINNING) as clock:
        yield clock


@pytest.fixture
def story(clock: SteppedClock) -> Coalition:
    return coalition_of(1)


def plan_events(story: Coalition, change: Change, day: date) -> None:
    """The events of a change, each with one person who comes."""
    for plan in change.plans:
        start = resolve(wall_time(plan.start, day), change.zone, fold=plan.fold)
        event = an_event(story, start=start, title=plan.title, reminders=list(plan.rules))
        answer(event, "ana")


def expected(change: Change, day: date, steps: list[datetime]) -> list[tuple[str, datetime]]:
    """Each reminder at the first step at or after its instant."""
    letters = []
    for plan in change.plans:
        for due in (wall_time(text, day) for text in plan.expected):
            letters.append((plan.title, next(step for step in steps if step >= due)))
    return sorted(letters)


def two_weeks(change: Change, day: date, *, near: timedelta, far: timedelta) -> list[datetime]:
    """Steps from seven days before noon UTC of the day to seven after: `near` from two steps before
    each reminder to an hour and a step after it, when a clock that is off by one would ring; `far`
    outside. The whole round goes near all the way from the first reminder to the last."""
    due = [wall_time(text, day) for plan in change.plans for text in plan.expected]
    if IN_FULL:
        spans = [(min(due) - HOUR - far, max(due) + 2 * HOUR)]
    else:
        spans = [(at - 2 * near, at + HOUR + near) for at in due]
    noon = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    at, end, steps = noon - timedelta(days=7), noon + timedelta(days=7), []
    while at <= end:
        steps.append(at)
        if any(first <= at < last for first, last in spans):
            at += near
        else:
            at = min([at + far, *(first for first, _ in spans if first > at)])
    return steps


def titles(letters: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """Without the word for the day before them."""
    return sorted((subject.partition(": ")[2], at) for subject, at in letters)


def walk_through(
    clock: SteppedClock,
    story: Coalition,
    change: Change,
    day: date,
    steps: list[datetime],
    *,
    worker_ahead: timedelta = NO_TIME,
) -> list[tuple[str, datetime]]:
    """The reminders that went out; the answers to the RSVPs went out before."""
    clock.set(steps[0] - HOUR)
    plan_events(story, change, day)
    assert len(clock.pass_once()) == len(change.plans)
    return titles(clock.walk(steps, worker_ahead=worker_ahead))


def test_the_whole_database_goes_by_the_stepped_clock(clock: SteppedClock) -> None:
    clock.set(datetime(2027, 3, 14, 6, 59, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SELECT now(), statement_timestamp(), clock_timestamp()")
        assert set(cursor.fetchone()) == {timezone.now()}
    assert list(Message.objects.filter(due_at__lte=Now())) == []


@pytest.mark.parametrize(("change", "day"), EACH, ids=NAMES)
def test_each_reminder_goes_out_once_and_when_it_should(
    clock: SteppedClock, story: Coalition, change: Change, day: str
) -> None:
    on = date.fromisoformat(day)
    steps = two_weeks(change, on, near=TEN_MINUTES, far=4 * HOUR)
    sent = walk_through(clock, story, change, on, steps)
    assert sent == expected(change, on, steps)
    planned = Reminder.objects.values_list("state", "people").distinct()
    assert list(planned) == [("done", 1)]


@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[1], CHANGES[8]])
def test_a_dispatcher_that_rings_seldom_sends_each_at_its_next_ring(
    clock: SteppedClock, story: Coalition, change: Change
) -> None:
    """Unless the event has begun meanwhile: rings every 100 minutes never leave out two hours."""
    day = date.fromisoformat(change.days[0])
    steps = two_weeks(change, day, near=10 * TEN_MINUTES, far=5 * HOUR)
    assert walk_through(clock, story, change, day, steps) == expected(change, day, steps)


@pytest.mark.parametrize("worker_ahead", [TEN_MINUTES, -TEN_MINUTES])
@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[1]])
def test_the_clock_of_a_worker_decides_nothing(
    clock: SteppedClock, story: Coalition, change: Change, worker_ahead: timedelta
) -> None:
    day = date.fromisoformat(change.days[0])
    steps = two_weeks(change, day, near=TEN_MINUTES, far=4 * HOUR)
    sent = walk_through(clock, story, change, day, steps, worker_ahead=worker_ahead)
    assert sent == expected(change, day, steps)


@pytest.mark.parametrize("worker_ahead", [TEN_MINUTES, NO_TIME, -TEN_MINUTES])
def test_not_even_for_what_is_due_minutes_before_the_start(
    clock: SteppedClock, story: Coalition, worker_ahead: timedelta
) -> None:
    """A worker that is ahead must not take the event for begun, nor one behind for ahead."""
    start = BEGINNING + timedelta(days=1)
    answer(rally_at(story, start, reminders=["-PT5M"]), "ana")
    clock.pass_once()
    steps = [start + MINUTE * minute for minute in range(-20, 20)]
    sent = clock.walk(steps, worker_ahead=worker_ahead)
    assert sent == [("Today: Rally for the clinic", start - 5 * MINUTE)]


@pytest.mark.parametrize("worker_ahead", [TEN_MINUTES, -TEN_MINUTES])
def test_today_is_today_by_the_clock_of_the_database(
    clock: SteppedClock, story: Coalition, worker_ahead: timedelta
) -> None:
    """Due at midnight for 2 o'clock; and at 23:55 of the day before, for the day after."""
    noon_there = datetime(2026, 7, 12, 6, tzinfo=UTC)  # 2:00 in New York
    rules = ["-PT2H", {"offset": "-P1D", "at": "23:55"}]
    answer(rally_at(story, noon_there, reminders=rules), "ana")
    clock.pass_once()
    steps = [noon_there - 3 * HOUR + 5 * MINUTE * n for n in range(30)]
    assert clock.walk(steps, worker_ahead=worker_ahead) == [
        ("Tomorrow: Rally for the clinic", datetime(2026, 7, 12, 3, 55, tzinfo=UTC)),
        ("Today: Rally for the clinic", datetime(2026, 7, 12, 4, tzinfo=UTC)),
    ]


def rally_at(story: Coalition, instant: datetime, **fields: Any) -> Event:
    return an_event(story, start=in_zone(instant, "America/New_York"), **fields)


def test_a_clock_that_jumps_back_sends_nothing_twice(clock: SteppedClock, story: Coalition) -> None:
    start = BEGINNING + timedelta(days=1)
    answer(rally_at(story, start, reminders=["-PT2H", "-PT1H"]), "ana")
    clock.pass_once()
    first = start - 3 * HOUR
    there = [first + TEN_MINUTES * n for n in range(8)]
    sent = clock.walk([*there, *(at - HOUR for at in there), *(at + HOUR for at in there)])
    assert sent == [
        ("Today: Rally for the clinic", start - 2 * HOUR),
        ("Today: Rally for the clinic", start - HOUR),
    ]


def test_an_event_a_minute_ahead_reminds_nobody(clock: SteppedClock, story: Coalition) -> None:
    event = rally_at(story, BEGINNING + MINUTE)
    answer(event, "ana")
    assert clock.pass_once() == ["You are coming: Rally for the clinic"]
    planned = Reminder.objects.filter(event=event).order_by("kind")
    assert list(planned.values_list("kind", "state", "last_error", "people")) == [
        ("2_hours_before", "cancelled", "skipped_late", None),
        ("day_before", "cancelled", "skipped_late", None),
    ]
    assert clock.walk([BEGINNING + MINUTE * n for n in range(5)]) == []


def test_of_an_event_tomorrow_only_what_is_still_ahead_is_sent(
    clock: SteppedClock, story: Coalition
) -> None:
    """Planned at 19:00 for noon: the evening's reminder, of an hour ago, would be late."""
    clock.set(datetime(2026, 7, 11, 23, tzinfo=UTC))
    answer(rally_at(story, datetime(2026, 7, 12, 16, tzinfo=UTC)), "ana")
    clock.pass_once()
    steps = [datetime(2026, 7, 11, 23, tzinfo=UTC) + TEN_MINUTES * n for n in range(120)]
    due = datetime(2026, 7, 12, 14, tzinfo=UTC)
    assert clock.walk(steps) == [("Today: Rally for the clinic", due)]


def test_after_an_outage_what_is_overdue_is_sent_and_what_is_over_is_not(
    clock: SteppedClock, story: Coalition
) -> None:
    begun, ahead = BEGINNING + timedelta(days=2), BEGINNING + timedelta(days=2, hours=1)
    for start, title in ((begun, "Begun"), (ahead, "Ahead")):
        answer(rally_at(story, start, title=title, reminders=["-PT2H"]), "ana")
    clock.pass_once()
    assert clock.walk([begun, begun + MINUTE]) == [("Today: Ahead", begun)]
    fates = Reminder.objects.order_by("event__title")
    assert list(fates.values_list("event__title", "state", "last_error")) == [
        ("Ahead", "done", ""),
        ("Begun", "cancelled", "event_began"),
    ]
