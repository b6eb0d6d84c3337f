"""Checks the archive of a bundle with the program that it carries, and keeps what that found.

The archive is unsealed into a file without a name: whatever ends the worker ends the file.
"""

import logging
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext

from core.actors import Actor
from core.dispatcher import PassResult
from core.errors import Forbidden, MusterError
from core.failures import name_failure
from core.models.duty import DutyState
from core.services import duty, stored_file
from groups.selectors.staff import standing_of
from petitions.bundle_files.manifest import SigningKey
from petitions.bundle_files.verify import Report, verify_bundle
from petitions.models import Bundle, BundleCheck
from petitions.policies import may_build_bundle
from petitions.selectors.bundle import require_archive

logger = logging.getLogger(__name__)


def request_check(*, bundle: Bundle, actor: Actor) -> None:
    """Has the archive checked again. Harmless while a check is owed.

    Raises Forbidden, StateConflict until the bundle is built.
    """
    if not may_build_bundle(standing_of(actor), bundle.petition):
        raise Forbidden(gettext("Bundles are checked for stewards and the coalition lead."))
    require_archive(bundle=bundle, actor=actor)
    owe_check(bundle=bundle, requested_by_id=actor.user_id)


def owe_check(*, bundle: Bundle, requested_by_id: int | None = None) -> None:
    """One check is owed, whoever else asks meanwhile."""
    try:
        with transaction.atomic():
            BundleCheck.objects.create(bundle=bundle, requested_by_id=requested_by_id)
    except IntegrityError:
        if not bundle.checks.filter(state__in=[DutyState.PENDING, DutyState.RUNNING]).exists():
            raise


def check_pass() -> PassResult:
    """The dispatcher's door: checks for DUTY_PASS_SECONDS, then gives others their turn."""
    stop_at, done = time.monotonic() + settings.DUTY_PASS_SECONDS, PassResult()
    rows = BundleCheck.objects.all()
    while time.monotonic() < stop_at:
        claimed = duty.claim(rows, limit=1)
        if not claimed:
            break
        done += _check(claimed[0])
    return done + PassResult(pending=rows.filter(duty.claimable()).count())


def _check(row: BundleCheck) -> PassResult:
    if not duty.begin(row):
        return PassResult()
    try:
        report = _report_on(row)
    except duty.LeaseLost:
        return PassResult()
    except MusterError as error:
        duty.fail_for_good(row, error=error.code)
        return PassResult(failed=1)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("check of bundle %s: %s", row.bundle.public_id, name_failure(error))
        duty.fail(row, error=name_failure(error))
        return PassResult(failed=1)
    duty.finish(
        row,
        is_valid=report.valid,
        errors=report.errors,
        signatures=report.signatures,
        files=report.files,
        key=report.key,
        root=report.root,
    )
    return PassResult(sent=1)


def _report_on(row: BundleCheck) -> Report:
    assert row.bundle.archive is not None, "only a built bundle is checked"
    key = SigningKey(settings.SIGNING_KEY).public.hex()
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        file.writelines(stored_file.read(row.bundle.archive))
        file.flush()
        # The verifier is what bundles carry, and takes a path: this one leads to the open file.
        return _watched(row, Path(f"/dev/fd/{file.fileno()}"), key)


def _watched(row: BundleCheck, path: Path, key: str) -> Report:
    """Verifies in a thread, which touches no database, and keeps the lease. Raises LeaseLost."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(verify_bundle, path, key)
        while True:
            try:
                return coming.result(timeout=settings.DUTY_LEASE_SECONDS / 4)
            except NotYet:
                if not duty.renew(row):
                    raise duty.LeaseLost from None
