"""Works on imports that are due, batch by batch, until they are done or the pass is over.

A batch and its figures commit together, so a process killed at any moment leaves whole batches
and the number of rows they took; whoever comes next goes on behind them. While the database
writes one batch, another thread makes the next one ready.
"""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from campaign.selectors.partner import is_active_partner
from core import locks
from core.actors import SYSTEM, Actor
from core.dispatcher import PassResult
from core.errors import MusterError
from core.models.duty import DutyState
from core.services import duty, stored_file
from core.services.audit_entry import record
from core.services.duty import LeaseLost
from groups.lists.layout import Layout
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from petitions.import_figures import Figures, figures_of
from petitions.import_rows import Batch, BatchMaker, ReadRows
from petitions.models import SignatureImport
from petitions.selectors.import_reading import (
    batch_maker,
    batches_left,
    label_with_header,
    stored_list,
)
from petitions.selectors.import_rehearsal import Rehearsal
from petitions.services.import_batch import write_batch
from petitions.services.import_mailbox import SHARED_BATCH_ROWS, settle_batch
from petitions.services.import_undo import undo_slices

logger = logging.getLogger(__name__)
BATCH_ROWS = 10_000
SWITCH_SECONDS = 0.0002
Progress = Callable[[SignatureImport], None]
Made = Batch | ReadRows


class PermissionLost(MusterError):
    """Who asked for the import may no longer: what is imported stays, the rest does not come."""

    status = 403
    code = "permission_lost"
    title = "Who started this import may no longer import for the group"


def import_pass() -> PassResult:
    """The dispatcher's door: one import for some seconds. `sent` counts imports that were ended."""
    claimed = duty.claim(owed(), limit=1)
    ended = sum(work_on(row, seconds=settings.DUTY_PASS_SECONDS) for row in claimed)
    failed = sum(row.state == DutyState.FAILED for row in claimed)
    pending = owed().filter(state__in=(DutyState.PENDING, DutyState.RUNNING)).count()
    return PassResult(sent=ended - failed, failed=failed, pending=pending)


def owed() -> QuerySet[SignatureImport]:
    """Imports that wait for no person."""
    decided = Q(confirmed_at__isnull=False) | Q(undone_at__isnull=False)
    return SignatureImport.objects.filter(decided | Q(rehearsal__isnull=True))


def work_until_done(row: SignatureImport, *, on_progress: Progress) -> None:
    """Sees the import through in this process, or watches whoever is at it."""
    while row.state in (DutyState.PENDING, DutyState.RUNNING):
        with locks.session_lock(_lock_name(row)) as free:
            if free:
                _take_over(row)
                for claimed in duty.claim(SignatureImport.objects.filter(pk=row.pk), limit=1):
                    work_on(claimed, seconds=None, on_progress=on_progress)
        row.refresh_from_db()
        on_progress(row)
        if row.state == DutyState.PENDING or not free:
            time.sleep(0.2)


def work_on(
    row: SignatureImport, *, seconds: float | None, on_progress: Progress = lambda row: None
) -> bool:
    """Works on a claimed import for `seconds`, or to its end. True when it has ended.

    Whatever goes wrong with this import is written to its row; only an absent database is raised.
    """
    with locks.session_lock(_lock_name(row)) as alone:
        if not alone or not duty.begin(row):
            return False
        try:
            stop = time.monotonic() + seconds if seconds else float("inf")
            finished = _step_of(row)(row, stop, on_progress)
        except LeaseLost:
            return False
        except PermissionLost as error:
            _stop(row, error)
            return True
        except MusterError as error:
            duty.fail_for_good(row, error=error.code)
            return True
        except Exception as error:
            logger.exception("an import broke off")
            duty.fail(row, error=type(error).__name__)
            return False
        if not finished:
            duty.release([row])
        return finished


def _step_of(row: SignatureImport) -> Callable[[SignatureImport, float, Progress], bool]:
    if row.undone_at:
        return _undo
    return _import if row.confirmed_at else _rehearse


def _lock_name(row: SignatureImport) -> str:
    """Held by the process at work: free as soon as that process is dead, before its lease ends."""
    return f"signature import:{row.pk}"


def _take_over(row: SignatureImport) -> None:
    """Called where nobody is at work: whoever holds the lease is dead."""
    SignatureImport.objects.filter(pk=row.pk, state=DutyState.RUNNING).update(
        state=DutyState.PENDING, lease_token=None, lease_until=None
    )
    SignatureImport.objects.filter(pk=row.pk, state=DutyState.PENDING).update(
        due_at=F("created_at")
    )


def _rehearse(row: SignatureImport, stop: float, on_progress: Progress) -> bool:
    """Says what importing would do, and writes nothing else: it is read through in one go."""
    rehearsal = Rehearsal(petition=row.petition, layout=Layout.from_json(row.layout))

    def keep(rows: int) -> None:
        if not duty.note(row, rehearsed_rows=rows):
            raise LeaseLost
        on_progress(row)

    figures = rehearsal.figures(stored_list(row), keep)
    reasons = Counter(code for _, code, _ in rehearsal.rejects)
    found = {**figures.as_json(), "reasons": dict(sorted(reasons.items()))}
    duty.put_off(row, until=timezone.now(), rehearsal=found)
    return False


def _import(row: SignatureImport, stop: float, on_progress: Progress) -> bool:
    layout = Layout.from_json(row.layout)
    if row.rows < layout.rows:
        maker = batch_maker(row, layout)
        for made in _made_ahead(_batches(row, maker, layout)):
            _write(row, maker, made)
            on_progress(row)
            if time.monotonic() > stop:
                break
    if row.rows < layout.rows:
        return False
    _finish(row)
    return True


def _batches(row: SignatureImport, maker: BatchMaker, layout: Layout) -> Iterator[Made]:
    """Whole batches, or short ones in which it is open who shares a mailbox."""
    shared = row.petition.people_per_mailbox > 1
    return batches_left(
        make=maker.read if shared else maker.make,
        open_list=stored_list(row),
        layout=layout,
        done=row.rows,
        size=min(BATCH_ROWS, SHARED_BATCH_ROWS) if shared else BATCH_ROWS,
    )


def _made_ahead(batches: Iterator[Made]) -> Iterator[Made]:
    """The batches, each made by another thread while the one before is in use."""
    with _quick_turns(), ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(next, batches, None)
        while batch := coming.result():
            coming = thread.submit(next, batches, None)
            yield batch


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Lets the thread that talks to the database have the interpreter at once.

    It needs it for moments only, and otherwise waits 5 ms after each statement and each piece of
    COPY for the thread that computes: a quarter of an import's time.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _write(row: SignatureImport, maker: BatchMaker, made: Made) -> None:
    """One batch in one transaction, with its figures and the lease."""
    with transaction.atomic():
        duty.require_lease(row)
        _require_permission(row)
        batch = (
            made
            if isinstance(made, Batch)
            else settle_batch(signature_import=row, maker=maker, read=made)
        )
        figures = write_batch(signature_import=row, batch=batch)
        _add_up(row, batch, figures)
        row.save(
            update_fields=[
                "rows", "rejected", "repeated_in_file", "already_signed", "new", "notices",
                "attempts",
            ]
        )  # fmt: skip
        duty.renew(row)


def _add_up(row: SignatureImport, batch: Batch, figures: Figures) -> None:
    row.rows += batch.rows
    row.rejected += figures.rejected
    row.repeated_in_file += figures.repeated_in_file
    row.already_signed += figures.already_signed
    row.new += figures.new
    for code, times in batch.notices.items():
        row.notices[code] = row.notices.get(code, 0) + times
    row.attempts = 0  # attempts are for getting on, and this one did


def _require_permission(row: SignatureImport) -> None:
    """Asked again for every batch: roles and partnerships end while a long list runs."""
    group_id = row.source.group_id
    partner = is_active_partner(campaign_id=row.petition.campaign_id, group_id=group_id)
    if partner and may_handle_people(standing_of(_requester(row)), group_id):
        return
    raise PermissionLost


def _requester(row: SignatureImport) -> Actor:
    return SYSTEM if row.requested_by_id is None else Actor(user_id=row.requested_by_id)


def _finish(row: SignatureImport) -> None:
    """The list was needed to import it and for nothing else, so it goes."""
    with transaction.atomic():
        if not duty.finish(row, label=label_with_header(row)):
            raise LeaseLost
        if row.file is not None:
            stored_file.erase(row.file)
        _audit(row, "import.finished")


def _stop(row: SignatureImport, error: PermissionLost) -> None:
    with transaction.atomic():
        if duty.fail_for_good(row, error=error.code):
            _audit(row, "import.stopped")


def _undo(row: SignatureImport, stop: float, on_progress: Progress) -> bool:
    for _ in undo_slices(row):
        if time.monotonic() > stop:
            return False
    with transaction.atomic():
        if not duty.finish(row):
            raise LeaseLost
        if row.file is not None and row.file.erased_at is None:
            stored_file.erase(row.file)
        _audit(row, "import.undone")
    return True


def _audit(row: SignatureImport, action: str) -> None:
    record(
        actor=_requester(row),
        action=action,
        subject=row,
        group_id=row.source.group_id,
        campaign_id=row.petition.campaign_id,
        detail=figures_of(row).as_json(),
    )
