"""A country changes its summer time after an event was announced: noon stays noon."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from core.models import AuditEntry, Message
from core.models.duty import DutyState
from events.local_time import in_zone, resolve
from events.models import Event, EventState, Reminder
from events.services.event_time import zone_pass
from events.services.rsvp_notice import MOVED
from tests.events.gatherings import an_event, answer, composed
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
CAIRO = "Africa/Cairo"
HOUR = timedelta(hours=1)
NOON = resolve(
    (datetime.now(UTC) + timedelta(days=30)).replace(
        hour=12, minute=0, second=0, microsecond=0, tzinfo=None
    ),
    CAIRO,
)


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


def announced_under_older_rules(event: Event) -> Event:
    """Its instants, and those of its reminders, as rules gave them that were an hour behind."""
    Event.objects.filter(pk=event.pk).update(
        starts_at=F("starts_at") + HOUR, ends_at=F("ends_at") + HOUR
    )
    Reminder.objects.filter(event=event).update(due_at=F("due_at") + HOUR)
    event.refresh_from_db()
    return event


def reminders_of(event: Event) -> list[tuple[Any, ...]]:
    rows = Reminder.objects.filter(event=event).order_by("time_version", "kind")
    return list(rows.values_list("time_version", "kind", "state", "last_error", "due_at"))


def notices() -> list[str]:
    owed = Message.objects.filter(kind=MOVED, state=DutyState.PENDING)
    return list(owed.values_list("dedup_key", flat=True))


def test_the_wall_time_is_kept_and_everything_else_follows(story: Coalition) -> None:
    event = announced_under_older_rules(an_event(story, start=NOON))
    going = answer(event, "ana")
    Message.objects.filter(about=going.pk).update(state=DutyState.DONE, told=1)
    zone_pass()
    event.refresh_from_db()
    assert event.start == NOON
    assert (event.starts_at, event.ends_at) == (NOON.instant, NOON.instant + 2 * HOUR)
    assert (event.time_version, event.sequence, event.version) == (2, 1, 2)
    evening = NOON.local.replace(hour=18) - timedelta(days=1)
    day_before, two_hours = resolve(evening, CAIRO).instant, NOON.instant - 2 * HOUR
    assert reminders_of(event) == [
        (1, "2_hours_before", "cancelled", "moved", two_hours + HOUR),
        (1, "day_before", "cancelled", "moved", day_before + HOUR),
        (2, "2_hours_before", "pending", "", two_hours),
        (2, "day_before", "pending", "", day_before),
    ]
    assert notices() == [f"moved:{going.pk}:1"]
    (mail,) = composed(going, MOVED)
    assert mail is not None
    assert mail.subject == "New time or place: Rally for the clinic"
    entry = AuditEntry.objects.get(action="event.zone_rules")
    assert (entry.subject_id, entry.actor_user_id, entry.detail) == (
        str(event.pk),
        None,
        {"fields": ["start"]},
    )


def test_a_second_look_changes_nothing(
    story: Coalition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    events = [an_event(story, start=NOON), announced_under_older_rules(an_event(story, start=NOON))]
    for event in events:
        answer(event, "ana")
    zone_pass()
    before = list(Event.objects.order_by("pk").values()), list(Reminder.objects.values())
    owed = notices()
    with django_assert_num_queries(1):
        zone_pass()
    assert (list(Event.objects.order_by("pk").values()), list(Reminder.objects.values())) == before
    assert notices() == owed
    assert [row["time_version"] for row in before[0]] == [1, 2]


def test_nobody_is_told_of_a_draft_and_nothing_is_touched_of_what_is_cancelled_or_begun(
    story: Coalition,
) -> None:
    draft = announced_under_older_rules(an_event(story, start=NOON, state=EventState.DRAFT))
    cancelled = announced_under_older_rules(an_event(story, start=NOON))
    Event.objects.filter(pk=cancelled.pk).update(state=EventState.CANCELLED)
    begun = announced_under_older_rules(an_event(story, start=NOON))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Event.objects.filter(pk=begun.pk).update(starts_at=long_ago, ends_at=long_ago + HOUR)
    for event in (cancelled, begun):
        event.refresh_from_db()
    untouched = [event.starts_at for event in (cancelled, begun)]
    zone_pass()
    for event in (draft, cancelled, begun):
        event.refresh_from_db()
    assert draft.starts_at == NOON.instant
    assert [event.starts_at for event in (cancelled, begun)] == untouched
    assert [event.time_version for event in (draft, cancelled, begun)] == [2, 1, 1]
    assert notices() == []
    assert reminders_of(draft) == []


def test_the_second_of_two_stays_the_second(story: Coalition) -> None:
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False):
        local = datetime.fromisoformat("2026-11-01T01:30")
        event = an_event(story, start=resolve(local, "America/New_York", fold=1))
        zone_pass()
        event.refresh_from_db()
        assert (event.fold, event.time_version) == (1, 1)
        assert event.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_one_that_would_have_begun_by_the_new_rules_does_not_keep_the_others_from_theirs(
    story: Coalition,
) -> None:
    """Half an hour ahead by the old rules, half an hour ago by the new ones."""
    with time_machine.travel(NOON.instant - HOUR, tick=False) as worker:
        nearly = announced_under_older_rules(an_event(story, start=NOON))
        later = in_zone(NOON.instant + timedelta(days=1), CAIRO)
        other = announced_under_older_rules(an_event(story, start=later))
        worker.move_to(NOON.instant + HOUR / 2)
        zone_pass()
    for event in (nearly, other):
        event.refresh_from_db()
    assert other.starts_at == later.instant
    assert nearly.starts_at == NOON.instant + HOUR
    assert (nearly.time_version, other.time_version) == (1, 2)
