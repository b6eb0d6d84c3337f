"""Migrations: named, free of the app's code, in step with the models, and safe for live tables."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import APPS, OUTSIDE, ROOT, SourceFile, source_files

# What live tables would feel; the rest is taste, or what Django's own SQL always does.
SQUAWK_EXCLUDED = (
    "prefer-robust-stmts",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-text-field",
    "prefer-identity",
    "require-timeout-settings",
    "prefer-timestamp-tz",
    "require-enum-value-ordering",
)
# Tables that grow with the people; the others are small or soon empty again.
LARGE = (
    "petitions_signature",
    "petitions_receipt",
    "petitions_transition",
    "petitions_consent",
    "petitions_rejectedrow",
    "petitions_bundleentry",
    "groups_member",
    "groups_memberconsent",
    "groups_memberimportrow",
    "groups_memberread",
    "events_rsvp",
    "events_rsvpconsent",
    "core_message",
    "core_auditentry",
)
# Written before there was a release: no table held a row when they ran.
BEFORE_RELEASE = {
    ("core", "0004_audit_no_forks"),
    ("events", "0003_rsvp_consent"),
    ("groups", "0004_member_lists"),
    ("groups", "0006_member_imports"),
    ("petitions", "0003_bundle_parts"),
}


def _migrations() -> list[SourceFile]:
    return [file for file in source_files(*APPS) if file.is_migration]


def test_each_has_a_name_of_its_own() -> None:
    names = [file.path.stem for file in _migrations()]
    assert [name for name in names if re.search(r"_auto_\d|_initial$", name)] == []
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name)] == []


def test_they_import_nothing_from_the_project() -> None:
    """Code changes, a migration that ran does not."""
    ours = {*APPS, *OUTSIDE}
    assert [
        f"{file.path}:{line} imports {name}"
        for file in _migrations()
        for line, name in file.imports()
        if name.partition(".")[0] in ours or name.startswith(".")
    ] == []


@pytest.mark.django_db
def test_they_are_in_step_with_the_models() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.django_db(transaction=True)  # a concurrent index is not even shown inside of one
def test_later_ones_do_not_lock_large_tables(tmp_path: Path) -> None:
    """The first of an app makes empty tables, which nobody waits for."""
    checked_files = []
    for app, name in sorted(MigrationLoader(connection).disk_migrations):
        fresh = name.startswith("0001") or (app, name) in BEFORE_RELEASE
        statements = _sql(app, name) if app in APPS and not fresh else []
        about_large = [line for line in statements if any(f'"{table}"' in line for table in LARGE)]
        if about_large:
            checked_files.append(tmp_path / f"{app}_{name}.sql")
            checked_files[-1].write_text("\n".join(about_large))
    assert _squawk(checked_files) == ""


def _sql(app: str, name: str) -> list[str]:
    written = StringIO()
    call_command("sqlmigrate", app, name, stdout=written)
    return written.getvalue().splitlines()


def _squawk(files: list[Path]) -> str:
    """What squawk has to say about the files; nothing when all is well."""
    if not files:
        return ""
    squawk = str(Path(sys.executable).with_name("squawk"))
    command = [squawk, f"--exclude={','.join(SQUAWK_EXCLUDED)}", "--reporter=Gcc", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return checked.stdout + checked.stderr if checked.returncode else ""
