"""`manage.py reminders --at`: what would be sent then, without sending anything."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.models import Message
from events.local_time import in_zone
from events.models import Event, EventState, Reminder
from events.services.rsvp_decision import cancel_rsvp, mute_rsvp
from tests.events.gatherings import an_event, answer
from tests.events.stepped_clock import SteppedClock, stepped_clock
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
BEGINNING = datetime(2026, 7, 1, tzinfo=UTC)
NOON = datetime(2026, 7, 12, 16, tzinfo=UTC)  # in New York
HOUR = timedelta(hours=1)
EVENING = "2026-07-11T22:00:00+00:00"  # six o'clock there


@pytest.fixture
def clock(tmp_path: Path, settings: Any) -> Iterator[SteppedClock]:
    with stepped_clock(tmp_path, settings, at=BEGINNING) as clock:
        yield clock


@pytest.fixture
def story(clock: SteppedClock) -> Coalition:
    return coalition_of(1)


def rally(story: Coalition, slug: str, **fields: Any) -> Event:
    return an_event(story, slug=slug, start=in_zone(NOON, "America/New_York"), **fields)


def plain(*arguments: str) -> str:
    out = io.StringIO()
    call_command("reminders", *arguments, stdout=out)
    return out.getvalue()


def shown(at: str) -> Any:
    return json.loads(plain("--at", at, "--json"))


def everything() -> list[list[dict[str, Any]]]:
    tables: list[Any] = [Message, Reminder, Event]
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_each_reminder_is_named_with_the_people_who_come(story: Coalition) -> None:
    for name in ("ana", "ben", "cleo"):
        answer(rally(story, "first") if name == "ana" else Event.objects.get(), name)
    rally(story, "second", reminders=["-PT2H"])
    evening = {"event": "first", "kind": "day_before", "due": EVENING, "people": 3}
    assert shown(EVENING) == [evening]
    assert shown("2026-07-11T18:00:00-04:00") == [evening]
    assert shown("2026-07-11T21:59:59Z") == []
    two_hours = "2026-07-12T14:00:00+00:00"
    assert shown("2026-07-12T10:30:00-04:00") == [
        evening,
        {"event": "first", "kind": "2_hours_before", "due": two_hours, "people": 3},
        {"event": "second", "kind": "2_hours_before", "due": two_hours, "people": 0},
    ]
    for far in ("2026-07-12T16:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        assert shown(far) == []


def test_without_json_it_is_one_line_for_each(story: Coalition) -> None:
    answer(rally(story, "first"), "ana")
    assert plain("--at", EVENING) == f"{EVENING}  first  day_before  1 people\n"
    assert plain("--at", "2026-07-02T00:00Z") == "No reminder would be sent.\n"


def test_who_waits_or_cancelled_or_wants_none_is_not_counted(story: Coalition) -> None:
    event = rally(story, "first", capacity=3)
    people = {name: answer(event, name) for name in ("ana", "ben", "cleo", "waiting")}
    assert people["waiting"].state == "waiting"
    mute_rsvp(rsvp_id=people["ben"].pk)
    Event.objects.filter(pk=event.pk).update(capacity=3)
    assert [row["people"] for row in shown(EVENING)] == [2]
    cancel_rsvp(rsvp_id=people["cleo"].pk)  # whose seat goes to the one who waited
    cancel_rsvp(rsvp_id=people["ana"].pk)
    assert [row["people"] for row in shown(EVENING)] == [1]


def test_drafts_and_what_is_cancelled_are_not_shown(story: Coalition) -> None:
    rally(story, "draft", state=EventState.DRAFT)
    cancelled = rally(story, "cancelled")
    Event.objects.filter(pk=cancelled.pk).update(state=EventState.CANCELLED)
    assert shown(EVENING) == []


@pytest.mark.parametrize(
    "at",
    [
        "", "tomorrow", "2026-07-11", "2026-07-11T18:00:00", "2026-07-11 18:00", "18:00",
        "2026-02-30T12:00:00Z", "2026-07-11T24:00:00Z", "2026-06-30T23:59:60Z", "1783807200",
        "2026-07-11T18:00:00 America/New_York", "2026-07-11T18:00:00+25:00", "\x00",
    ],
)  # fmt: skip
def test_what_names_no_instant_is_a_wrong_argument(story: Coalition, at: str) -> None:
    rally(story, "first")
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("reminders", f"--at={at}", "--json", stdout=out)
    assert refused.value.returncode == 2
    assert str(refused.value).startswith("--at ")
    assert out.getvalue() == ""


def test_a_time_must_be_said() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("reminders")
    assert "--at" in str(refused.value)


def test_looking_ahead_sends_and_changes_nothing(clock: SteppedClock, story: Coalition) -> None:
    answer(rally(story, "first"), "ana")
    clock.pass_once()
    before = everything()
    for _ in range(2):
        assert len(shown("2026-07-12T15:00:00Z")) == 2
    assert everything() == before
    assert clock.letters() == []


def test_the_dispatcher_then_does_what_was_shown(clock: SteppedClock, story: Coalition) -> None:
    """Hour by hour: what is shown for the hour, less what was sent before, is what goes out."""
    slugs = {
        "first": [{"offset": "-P1D", "at": "18:00"}, "-PT2H"],
        "second": ["-PT3H", "-P1D"],
        "third": [],
    }
    for number, (slug, rules) in enumerate(slugs.items(), start=1):
        event = rally(story, slug, title=slug, reminders=rules)
        for person in range(number):
            answer(event, f"guest{person}")
    clock.pass_once()
    done: list[Any] = []
    for hour in range(-30, 3):
        at = NOON + HOUR * hour
        ahead = [row for row in shown(at.isoformat()) if row not in done]
        clock.set(at)
        now = shown(at.isoformat())
        letters = [subject.partition(": ")[2] for subject in clock.pass_once()]
        assert now == ahead
        assert sorted(letters) == sorted(row["event"] for row in now for _ in range(row["people"]))
        assert shown(at.isoformat()) == []
        done += now
    assert [(row["event"], row["kind"], row["people"]) for row in done] == [
        ("second", "day_before", 2),
        ("first", "day_before", 1),
        ("second", "3_hours_before", 2),
        ("first", "2_hours_before", 1),
    ]
