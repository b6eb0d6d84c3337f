"""Claims due rows, keeps their leases and ends them. Knows nothing of what the rows are.

The life of a row: `claim` -> `begin` -> (`renew` or `note` while it lasts) -> `finish` or `fail`.
Times are the database's, so machines need not agree on the clock.
"""

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone

from core import prepared
from core.errors import StateConflict
from core.models.duty import Duty, DutyState

GIVE_UP_AFTER = 12
LONGEST_WAIT_SECONDS = 6 * 3600.0
RENEW = "lease_until = now() + $3::interval"
BEGIN = f"attempts = attempts + 1, {RENEW}"
DONE = (
    "state = 'done', last_error = '', lease_until = NULL, lease_token = NULL, finished_at = now()"
)

Row = TypeVar("Row", bound=Duty)


class LeaseLost(StateConflict):
    """Another worker has this row now: stop, and roll back what is not committed."""

    code = "lease_lost"
    title = "Another worker has taken this over"


def claim(due: QuerySet[Row], *, limit: int, lease_seconds: float | None = None) -> list[Row]:
    """Leases up to `limit` claimable rows of the queryset, the longest due first.

    Claimable: pending and due, or running with a lease that ran out. Rows that another
    transaction holds are skipped, so any number of workers may claim at once.
    """
    token, lease = uuid.uuid4(), _lease(lease_seconds)
    with transaction.atomic():
        locked = due.filter(claimable()).order_by("due_at").select_for_update(skip_locked=True)
        rows = list(locked[:limit])
        due.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
            state=DutyState.RUNNING, lease_token=token, lease_until=Now() + lease
        )
    for row in rows:
        row.state, row.lease_token = DutyState.RUNNING, token
        row.lease_until = timezone.now() + lease
    return rows


def claimable() -> Q:
    """The condition of rows that are due now and nobody holds."""
    return Q(state__in=[DutyState.PENDING, DutyState.RUNNING]) & (
        Q(state=DutyState.PENDING, due_at__lte=Now())
        | Q(state=DutyState.RUNNING, lease_until__lt=Now())
    )


def begin(row: Duty, *, lease_seconds: float | None = None) -> bool:
    """Counts an attempt and renews the lease; False when the lease went to another.

    A row whose workers died GIVE_UP_AFTER times fails here instead of killing more. The count
    outlives the worker at once, and the database's own crash as soon as anything is committed
    after it: waiting for the disk here would take a third of a delivery's time.
    """
    if row.attempts >= GIVE_UP_AFTER:
        _end(row, state=DutyState.FAILED, last_error=row.last_error or "interrupted")
        return False
    changed = _write(row, BEGIN, [_lease(lease_seconds)], before=prepared.soon_on_disk())
    row.attempts += changed
    return changed


def renew(row: Duty, *, lease_seconds: float | None = None) -> bool:
    """Prolongs the lease; False when it went to another, who does the work now."""
    return _write(row, RENEW, [_lease(lease_seconds)])


def note(row: Duty, **facts: Any) -> bool:
    """Writes facts beside the work and renews the lease; False when it went to another."""
    changed = prepared.run(*_note(row, facts)) == 1
    if changed:
        _set(row, facts)
    return changed


def finish_and_note(done: Duty, row: Duty, **facts: Any) -> bool:
    """`finish` of one row and `note` of the next, with one wait for the disk.

    Answers as `note`: whether the second row is still held.
    """
    told = _note(row, facts)
    changed = prepared.run_both(_statement(done, DONE), told) == 1
    done.state, done.last_error = DutyState.DONE, ""
    if changed:
        _set(row, facts)
    return changed


def require_lease(row: Duty) -> None:
    """Locks the row until the transaction ends. Raises LeaseLost when another holds it."""
    if not _held(row).select_for_update().exists():
        raise LeaseLost


def finish(row: Duty, **facts: Any) -> bool:
    """The row is done; writes `facts` with it. False when the lease went to another."""
    if facts:
        return _end(row, state=DutyState.DONE, last_error="", **facts)
    changed = _write(row, DONE)
    if changed:
        row.state, row.last_error = DutyState.DONE, ""
    return changed


def cancel(row: Duty, *, reason: str = "") -> bool:
    """The row is no longer owed."""
    return _end(row, state=DutyState.CANCELLED, last_error=reason)


def fail(row: Duty, *, error: str, give_up_after: int = GIVE_UP_AFTER) -> bool:
    """This attempt failed: due again after a growing, jittered wait, or failed for good.

    `error` is a code or class name, never personal data.
    """
    if row.attempts >= give_up_after:
        return fail_for_good(row, error=error)
    return _put_back(row, due_at=_in(backoff_seconds(row.attempts)), last_error=error[:200])


def postpone(row: Duty, *, error: str) -> bool:
    """The row could not be tried, through no fault of its own: the attempt does not count."""
    row.attempts = max(row.attempts - 1, 0)
    return _put_back(
        row, due_at=_in(backoff_seconds(1)), last_error=error[:200], attempts=row.attempts
    )


def put_off(row: Duty, *, until: datetime, **facts: Any) -> bool:
    """The row's time has not come: due again at `until`, and the attempt does not count."""
    row.attempts = max(row.attempts - 1, 0)
    return _put_back(row, due_at=until, attempts=row.attempts, **facts)


def fail_for_good(row: Duty, *, error: str) -> bool:
    """Trying again is of no use. The row stays, visible as failed."""
    return _end(row, state=DutyState.FAILED, last_error=error[:200])


def release(rows: Iterable[Duty], *, wait_seconds: float = 0.0, error: str = "") -> None:
    """Gives rows back that were not worked on; an attempt that `begin` counted stays counted."""
    for row in rows:
        _put_back(row, due_at=_in(wait_seconds), last_error=error[:200] or row.last_error)


def backoff_seconds(attempts: int) -> float:
    """The wait after so many attempts: doubling, capped, jittered by half so that rows spread."""
    wait = min(_base_wait() * 2.0 ** max(attempts - 1, 0), LONGEST_WAIT_SECONDS)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def _base_wait() -> float:
    return float(settings.DUTY_BACKOFF_SECONDS)


def _lease(seconds: float | None) -> timedelta:
    return timedelta(seconds=seconds or settings.DUTY_LEASE_SECONDS)


def _held(row: Duty) -> QuerySet[Duty]:
    return type(row)._default_manager.filter(
        pk=row.pk, state=DutyState.RUNNING, lease_token=row.lease_token
    )


def _write(row: Duty, what: str, values: Sequence[Any] = (), *, before: str = "") -> bool:
    """Changes a row that is held, `values` being $3 and on: the writes of every delivery."""
    return prepared.run(*_statement(row, what, values), before=before) == 1


def _note(row: Duty, facts: dict[str, Any]) -> prepared.Statement:
    columns = "".join(f", {name} = ${number}" for number, name in enumerate(facts, start=4))
    return _statement(row, f"{RENEW}{columns}", [_lease(None), *facts.values()])


def _statement(row: Duty, what: str, values: Sequence[Any] = ()) -> prepared.Statement:
    sql = (
        f"UPDATE {row._meta.db_table} SET {what}"  # noqa: S608 - names and constants of our own
        f" WHERE {row._meta.pk.column} = $1 AND state = 'running' AND lease_token = $2"
    )
    return sql, [row.pk, row.lease_token, *values]


def _in(seconds: float) -> CombinedExpression:
    return Now() + timedelta(seconds=seconds)


def _put_back(row: Duty, *, due_at: datetime | CombinedExpression, **facts: Any) -> bool:
    changed = _held(row).update(
        state=DutyState.PENDING,
        due_at=due_at,
        lease_until=None,
        lease_token=None,
        **facts,
    )
    return changed == 1


def _end(row: Duty, *, state: DutyState, **facts: Any) -> bool:
    changed = _held(row).update(
        state=state, lease_until=None, lease_token=None, finished_at=Now(), **facts
    )
    if changed:
        row.state = state
        _set(row, facts)
    return changed == 1


def _set(row: Duty, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
