"""Counting the outbox: each kind of each group, of the last day, and of nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.models import Message
from core.models.duty import DutyState
from core.selectors.message import LATELY, message_counts

pytestmark = pytest.mark.django_db
MINE, THEIRS, EMPTY = 1, 2, 3


def sent(group_id: int | None, kind: str, *, ago: timedelta = timedelta(hours=1)) -> None:
    pk = uuid4()
    Message.objects.create(
        id=pk,
        kind=kind,
        group_id=group_id,
        about=pk,
        dedup_key=f"test:{pk}",
        message_id=f"<{pk}@mail.example>",
        due_at=timezone.now() - ago,
        state=DutyState.DONE,
        finished_at=timezone.now() - ago,
    )


def done_by_kind(groups: list[int] | None) -> dict[str, int]:
    return {row.kind: row.done for row in message_counts(groups)}


def test_what_left_lately_is_counted_by_kind_for_several_groups() -> None:
    for group_id, kind, times in (
        (MINE, "events.rsvp", 3),
        (MINE, "petitions.signature", 2),
        (THEIRS, "events.rsvp", 1),
        (THEIRS, "events.reminder", 4),
        (None, "letter", 2),
    ):
        for _ in range(times):
            sent(group_id, kind)
    sent(MINE, "events.rsvp", ago=LATELY + timedelta(minutes=1))
    sent(MINE, "groups.message", ago=LATELY + timedelta(minutes=1))

    both = {"events.rsvp": 4, "petitions.signature": 2, "events.reminder": 4}
    assert done_by_kind([MINE]) == {"events.rsvp": 3, "petitions.signature": 2}
    assert done_by_kind([MINE, THEIRS, EMPTY]) == both
    assert done_by_kind([EMPTY]) == {}
    assert done_by_kind([]) == {}
    assert done_by_kind(None) == both | {"letter": 2}
