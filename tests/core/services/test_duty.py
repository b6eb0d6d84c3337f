"""The life of a due row: claimed, begun, renewed, finished or failed."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Message
from core.models.duty import DutyState
from core.services import duty
from core.services.message import owe

pytestmark = pytest.mark.django_db


def owed(*, due_in_seconds: float = -1.0) -> Message:
    about = uuid.uuid4()
    owe(
        kind="greeting",
        about=about,
        dedup_key=f"greeting:{about}",
        due_at=timezone.now() + timedelta(seconds=due_in_seconds),
    )
    return Message.objects.get(about=about)


def claim_one() -> Message:
    (row,) = duty.claim(Message.objects.all(), limit=1)
    return row


def let_lease_run_out(row: Message) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(pk=row.pk).update(lease_until=past)


def test_claims_what_is_due_longest_first() -> None:
    later, first = owed(due_in_seconds=-1), owed(due_in_seconds=-60)
    owed(due_in_seconds=60)
    assert duty.claim(Message.objects.all(), limit=10) == [first, later]
    assert duty.claim(Message.objects.all(), limit=10) == []


def test_a_lease_that_ran_out_goes_to_another_and_the_first_must_stop() -> None:
    owed()
    slow = claim_one()
    let_lease_run_out(slow)
    quick = claim_one()
    assert quick == slow
    assert [duty.begin(slow), duty.renew(slow), duty.finish(slow)] == [False, False, False]
    with pytest.raises(duty.LeaseLost):
        duty.require_lease(slow)
    assert [duty.begin(quick), duty.renew(quick), duty.finish(quick)] == [True, True, True]
    quick.refresh_from_db()
    assert (quick.state, quick.attempts, quick.lease_token) == (DutyState.DONE, 1, None)


def test_a_failed_attempt_waits_longer_each_time() -> None:
    owed()
    row = claim_one()
    duty.begin(row)
    duty.fail(row, error="smtp_451")
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (DutyState.PENDING, 1, "smtp_451")
    assert 14 < (row.due_at - timezone.now()).total_seconds() <= 30
    assert 4 * 30 / 2 <= duty.backoff_seconds(3) <= 4 * 30
    assert duty.backoff_seconds(40) <= duty.LONGEST_WAIT_SECONDS


def test_the_last_attempt_leaves_the_row_failed_and_visible() -> None:
    owed()
    row = claim_one()
    duty.begin(row)
    duty.fail(row, error="smtp_451", give_up_after=1)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (DutyState.FAILED, "smtp_451")
    assert row.finished_at is not None


def test_a_row_whose_workers_died_each_time_fails_instead_of_killing_more() -> None:
    owed()
    for _ in range(duty.GIVE_UP_AFTER):
        row = claim_one()
        assert duty.begin(row)
        let_lease_run_out(row)
    row = claim_one()
    assert not duty.begin(row)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (DutyState.FAILED, "interrupted")


def test_a_postponed_row_keeps_its_attempts_and_a_released_one_is_due_at_once() -> None:
    owed()
    row = claim_one()
    duty.begin(row)
    duty.postpone(row, error="smtp_ConnectionRefusedError")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DutyState.PENDING, 0)
    assert duty.claim(Message.objects.all(), limit=1) == []
    other = owed()
    claimed = duty.claim(Message.objects.all(), limit=5)
    assert claimed == [other]
    duty.release(claimed)
    assert duty.claim(Message.objects.all(), limit=5) == [other]


def test_one_row_is_done_and_the_next_noted_with_one_commit() -> None:
    owed(due_in_seconds=-60)
    owed()
    first, second = duty.claim(Message.objects.all(), limit=2)
    assert duty.finish_and_note(first, second, told=3)
    rows = Message.objects.order_by("due_at").values_list("state", "told")
    assert list(rows) == [(DutyState.DONE, None), (DutyState.RUNNING, 3)]


def test_nothing_is_noted_on_a_row_that_another_has() -> None:
    owed(due_in_seconds=-60)
    owed()
    first, second = duty.claim(Message.objects.all(), limit=2)
    let_lease_run_out(second)
    claim_one()
    assert not duty.finish_and_note(first, second, told=3)
    rows = Message.objects.order_by("due_at").values_list("state", "told")
    assert list(rows) == [(DutyState.DONE, None), (DutyState.RUNNING, None)]
