"""Works on member imports that are due, batch by batch, until a step is done or the pass is over.

A batch and its figures commit together, so a process killed at any moment leaves whole batches
and the number of rows they took; whoever comes next goes on behind them.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from core import locks
from core.actors import SYSTEM, Actor
from core.dispatcher import PassResult
from core.errors import MusterError
from core.failures import name_failure
from core.models.duty import DutyState
from core.services import duty, stored_file
from core.services.duty import LeaseLost
from groups.lists.layout import Layout
from groups.member_import_figures import Figures
from groups.member_rows import ReadList
from groups.models import ImportStep, MemberImport
from groups.policies import may_handle_people
from groups.selectors.member_import_reading import (
    batches,
    label_with_header,
    member_reader,
    stored_list,
)
from groups.selectors.staff import standing_of
from groups.services.member_import import UNDO_DAYS, audit
from groups.services.member_import_batch import apply_batch
from groups.services.member_import_preview import Preview
from groups.services.member_import_undo import undo_slices

logger = logging.getLogger(__name__)
BATCH_ROWS = 5000
OWED = (DutyState.PENDING, DutyState.RUNNING)
Progress = Callable[[MemberImport], None]


class PermissionLost(MusterError):
    """Who asked for this may no longer: what is taken in stays, the rest does not come."""

    status = 403
    code = "permission_lost"
    title = "Who started this import may no longer import for the group"


def member_import_pass() -> PassResult:
    """The dispatcher's door: one import for some seconds. `sent` counts steps that were ended."""
    claimed = duty.claim(MemberImport.objects.select_related("group"), limit=1)
    ended = sum(work_on(row, seconds=settings.DUTY_PASS_SECONDS) for row in claimed)
    failed = sum(row.state == DutyState.FAILED for row in claimed)
    pending = MemberImport.objects.filter(state__in=OWED).count()
    return PassResult(sent=ended - failed, failed=failed, pending=pending)


def work_until_done(row: MemberImport, *, on_progress: Progress = lambda row: None) -> None:
    """Sees the present step through in this process, or watches whoever is at it."""
    while row.state in OWED:
        with locks.session_lock(_lock_name(row)) as free:
            if free:
                _take_over(row)
                for claimed in duty.claim(MemberImport.objects.filter(pk=row.pk), limit=1):
                    work_on(claimed, seconds=None, on_progress=on_progress)
        row.refresh_from_db()
        on_progress(row)
        if row.state == DutyState.PENDING or not free:
            time.sleep(0.2)


def work_on(
    row: MemberImport, *, seconds: float | None, on_progress: Progress = lambda row: None
) -> bool:
    """Works on a claimed import for `seconds`, or to the end of its step. True when it has ended.

    Whatever goes wrong with this import is written to its row; only an absent database is raised.
    """
    with locks.session_lock(_lock_name(row)) as alone:
        if not alone or not duty.begin(row):
            return False
        try:
            stop = time.monotonic() + seconds if seconds else float("inf")
            finished = _STEPS[ImportStep(row.step)](row, stop, on_progress)
        except LeaseLost:
            return False
        except MusterError as error:
            duty.fail_for_good(row, error=error.code)
            _audit_stop(row, error)
            return True
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            # The error's text may hold a person's data: only its name is kept.
            logger.error("member import %s: %s", row.public_id, name_failure(error))
            duty.fail(row, error=name_failure(error))
            return False
        if not finished:
            duty.release([row])
        return finished


def _lock_name(row: MemberImport) -> str:
    """Held by the process at work: free as soon as that process is dead, before its lease ends."""
    return f"member import:{row.pk}"


def _take_over(row: MemberImport) -> None:
    """Called where nobody is at work: whoever holds the lease is dead."""
    MemberImport.objects.filter(pk=row.pk, state=DutyState.RUNNING).update(
        state=DutyState.PENDING, lease_token=None, lease_until=None
    )
    MemberImport.objects.filter(pk=row.pk, state=DutyState.PENDING).update(due_at=F("created_at"))


def _preview(row: MemberImport, stop: float, on_progress: Progress) -> bool:
    """Looks the list through and writes nothing to the member list."""
    preview = Preview(row)
    for read in _batches_left(row):
        with transaction.atomic():
            _require(row)
            figures, notices = preview.take(read)
            _advance(row, read.rows, "preview", figures)
            _count_notices(row, notices)
        on_progress(row)
        if time.monotonic() > stop:
            break
    return row.rows == row.rows_total and _finish(row, "member_import.previewed", row.preview)


def _apply(row: MemberImport, stop: float, on_progress: Progress) -> bool:
    for read in _batches_left(row):
        with transaction.atomic():
            _require(row)
            _advance(row, read.rows, "result", apply_batch(member_import=row, read=read))
        on_progress(row)
        if time.monotonic() > stop:
            break
    if row.rows < row.rows_total:
        return False
    row.applied_at = timezone.now()
    row.kept_until = row.applied_at + timedelta(days=UNDO_DAYS)
    return _finish(
        row,
        "member_import.applied",
        row.result,
        label=label_with_header(row),
        applied_at=row.applied_at,
        kept_until=row.kept_until,
    )


def _undo(row: MemberImport, stop: float, on_progress: Progress) -> bool:
    for _ in undo_slices(row):
        on_progress(row)
        if time.monotonic() > stop:
            return False
    return _finish(row, "member_import.undone", row.undone)


_STEPS: dict[ImportStep, Callable[[MemberImport, float, Progress], bool]] = {
    ImportStep.PREVIEW: _preview,
    ImportStep.APPLY: _apply,
    ImportStep.UNDO: _undo,
}


def _batches_left(row: MemberImport) -> Iterator[ReadList]:
    if row.rows == row.rows_total:
        return iter(())
    layout = Layout.from_json(row.layout)
    return batches(member_reader(row), stored_list(row), layout, after=row.rows, size=BATCH_ROWS)


def _require(row: MemberImport) -> None:
    """The lease, and the role, asked for again with every batch: roles end while a list runs."""
    duty.require_lease(row)
    if not may_handle_people(standing_of(_requester(row)), row.group_id):
        raise PermissionLost


def _advance(row: MemberImport, rows: int, name: str, figures: Figures) -> None:
    """Adds a batch's figures, in its transaction."""
    so_far = Figures.from_json(getattr(row, name))
    setattr(row, name, (so_far + figures).as_json())
    row.rows += rows
    row.attempts = 0  # attempts are for getting on, and this one did
    row.save(update_fields=["rows", "attempts", name])
    if not duty.renew(row):
        raise LeaseLost


def _count_notices(row: MemberImport, notices: dict[str, int]) -> None:
    for code, times in notices.items():
        row.notices[code] = row.notices.get(code, 0) + times
    row.save(update_fields=["notices"])


def _finish(row: MemberImport, action: str, figures: dict[str, object], **facts: object) -> bool:
    """The step is done. The list was needed for taking it in and for nothing else, so it goes."""
    with transaction.atomic():
        if not duty.finish(row, **facts):
            raise LeaseLost
        file = None if row.step == ImportStep.PREVIEW else row.file
        if file is not None and file.erased_at is None:
            stored_file.erase(file)
        audit(row, action, _requester(row), figures)
    return True


def _audit_stop(row: MemberImport, error: MusterError) -> None:
    with transaction.atomic():
        audit(row, "member_import.stopped", _requester(row), {"error": error.code})


def _requester(row: MemberImport) -> Actor:
    return SYSTEM if row.requested_by_id is None else Actor(user_id=row.requested_by_id)
