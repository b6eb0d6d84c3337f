"""Builders that are killed, and builders that race, in real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from core import locks
from core.actors import SYSTEM
from core.services import stored_file
from core.services.audit_entry import CHAIN
from petitions.bundle_files import verify
from petitions.models import Bundle
from petitions.services.bundle import parse_split, request_bundle
from tests.petitions.bundles import zip_of
from tests.petitions.signers import signer
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = 10


@pytest.fixture
def bundle() -> Bundle:
    petition = open_petition_of(coalition_of(1))
    for number in range(PARTS * 5):
        signer(petition, f"Person N{number}")
    return request_bundle(petition=petition, rule=parse_split("count:5"), since=None, actor=SYSTEM)


def builder(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A worker as an operator starts it; its leases are short, so that the next need not wait."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_due", "--until-idle"],
        cwd=settings.BASE_DIR,
        env={**environment, "DUTY_LEASE_SECONDS": "2"},
        stdout=subprocess.DEVNULL,
    )


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    stop = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < stop
        time.sleep(0.01)


def done_parts(bundle: Bundle) -> dict[int, object]:
    return dict(bundle.parts.exclude(names=None).values_list("number", "names"))


def test_a_builder_killed_in_the_middle_leaves_nothing_half_and_the_next_goes_on(
    bundle: Bundle, program_environment: dict[str, str], tmp_path: Path
) -> None:
    killed = builder(program_environment)
    until(lambda: len(done_parts(bundle)) >= 3)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(20)
    bundle.refresh_from_db()
    kept = done_parts(bundle)
    assert (bundle.state, bundle.archive) == ("running", None)
    assert 3 <= len(kept) < PARTS
    assert bundle.entries.filter(sealed=None).count() == 0
    assert builder(program_environment).wait(120) == 0
    bundle.refresh_from_db()
    assert (bundle.state, bundle.done_entries) == ("done", PARTS * 5)
    assert {number: done_parts(bundle)[number] for number in kept} == kept
    (tmp_path / "b.zip").write_bytes(zip_of(bundle))
    report = verify.verify_bundle(tmp_path / "b.zip")
    assert (report.errors, report.signatures) == ([], PARTS * 5)


def test_a_builder_killed_at_the_seal_leaves_nothing_and_the_next_seals_anew(
    bundle: Bundle, program_environment: dict[str, str], tmp_path: Path
) -> None:
    with transaction.atomic():
        locks.hold_until_commit(CHAIN)  # which the seal waits for at its very end
        killed = builder(program_environment)
        until(_someone_waits_for_the_chain)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait(20)
    until(lambda: not _is_anyone_at_work())
    bundle.refresh_from_db()
    assert (bundle.stage, bundle.sealed_at) == ("sealing", None)
    assert (bundle.entries.count(), bundle.parts.count()) == (0, 0)
    signer(bundle.petition, "Signed Meanwhile")
    assert builder(program_environment).wait(120) == 0
    (tmp_path / "b.zip").write_bytes(zip_of(Bundle.objects.get(pk=bundle.pk)))
    report = verify.verify_bundle(tmp_path / "b.zip")
    assert (report.errors, report.signatures) == ([], PARTS * 5 + 1)


def _someone_waits_for_the_chain() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted)"
        )
        (waits,) = cursor.fetchone()
    return bool(waits) and Bundle.objects.filter(state="running").exists()


def _is_anyone_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL)"
        )
        (found,) = cursor.fetchone()
    return bool(found)


def test_two_builders_make_one_bundle(
    bundle: Bundle, program_environment: dict[str, str], tmp_path: Path
) -> None:
    builders = [builder(program_environment) for _ in range(2)]
    assert [one.wait(120) for one in builders] == [0, 0]
    bundle.refresh_from_db()
    (tmp_path / "b.zip").write_bytes(zip_of(bundle))
    assert verify.verify_bundle(tmp_path / "b.zip").errors == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_storedfile WHERE erased_at IS NULL")
        assert cursor.fetchone() == (1,)
    assert bundle.archive is not None
    assert b"".join(stored_file.read(bundle.archive))[:2] == b"PK"
