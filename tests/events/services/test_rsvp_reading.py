"""That somebody read who comes is kept once for a quarter of an hour, and for every person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from events.models import Event, Rsvp
from events.services import rsvp_reading
from events.services.rsvp_reading import note_reading
from groups.models import Role
from tests.events.gatherings import an_event, answer
from tests.stories import Coalition

pytestmark = pytest.mark.django_db


def noted(event: Event) -> list[int]:
    """How many people each entry about the event tells of."""
    rows = AuditEntry.objects.filter(action="rsvps.read", subject_id=str(event.pk)).order_by("pk")
    return [entry.detail["people"] for entry in rows]


@pytest.fixture
def event(story: Coalition) -> Event:
    event = an_event(story)
    answer(event, "ana")
    Rsvp.objects.update(received_at=timezone.now() - timedelta(hours=1))
    return event


def test_one_entry_for_each_reader_and_event(story: Coalition, event: Event) -> None:
    other = an_event(story)
    steward, coordinator = story.actor(role=Role.STEWARD), story.actor(role=Role.COORDINATOR)
    for actor in (steward, steward, coordinator, steward):
        note_reading(event=event, people=1, actor=actor)
    note_reading(event=other, people=5, actor=steward)
    assert (noted(event), noted(other)) == ([1, 1], [5])


def test_who_answered_since_is_in_an_entry_of_their_own(story: Coalition, event: Event) -> None:
    steward = story.actor(role=Role.STEWARD)
    note_reading(event=event, people=1, actor=steward)
    Rsvp.objects.filter(pk=answer(event, "bob").pk).update(received_at=timezone.now())
    note_reading(event=event, people=2, actor=steward)
    assert noted(event) == [1, 2]


def test_a_quarter_of_an_hour_later_it_is_another_reading(
    story: Coalition, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward = story.actor(role=Role.STEWARD)
    note_reading(event=event, people=1, actor=steward)
    monkeypatch.setattr(rsvp_reading, "ONE_READING", timedelta())
    note_reading(event=event, people=1, actor=steward)
    assert noted(event) == [1, 1]
