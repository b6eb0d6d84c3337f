"""Cleaning takes what has served its time and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.cleaning import cleaning_pass
from core.models import IdempotencyKey, Letter, Message, Throttle
from core.outbox import Mail
from core.services.letter import owe_letter

pytestmark = pytest.mark.django_db


def test_what_is_over_goes_and_what_is_not_stays() -> None:
    now = timezone.now()
    for number, expiry in enumerate([now - timedelta(1), now + timedelta(1)]):
        key = bytes([number]) * 32
        IdempotencyKey.objects.create(key=key, fingerprint=key, started_at=now, expires_at=expiry)
        Throttle.objects.create(key=key, full_at=expiry)
    cleaning_pass()
    assert [bytes(row.key) for row in IdempotencyKey.objects.all()] == [b"\1" * 32]
    assert [bytes(row.key) for row in Throttle.objects.all()] == [b"\1" * 32]


@pytest.mark.parametrize(
    ("state", "days_ago", "left"),
    [
        ("pending", 30, 1),
        ("running", 30, 1),
        ("done", 0, 0),
        ("cancelled", 0, 0),
        ("failed", 6, 1),
        ("failed", 8, 0),
    ],
)
def test_a_letter_stays_until_it_is_sent(state: str, days_ago: int, left: int) -> None:
    owe_letter(Mail(to="person@example.org", subject="Hello", text="Hello\n"))
    ended = timezone.now() - timedelta(days=days_ago)
    Message.objects.update(state=state, finished_at=ended)
    cleaning_pass()
    assert Letter.objects.count() == left
