"""The audit log tells who did what, and nobody can change what it told."""

import importlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from core.actors import SYSTEM, Actor
from core.models import AuditEntry, StoredFile
from core.selectors.audit_entry import (
    check_chain,
    entries_about,
    entries_by,
    entries_of_campaign,
    entries_of_group,
)
from core.services.audit_entry import record

pytestmark = pytest.mark.django_db

append_only = importlib.import_module("core.migrations.0003_audit_append_only")


def record_three() -> list[AuditEntry]:
    file = StoredFile.objects.create(name="a")
    anna = Actor(user_id=7, token_id=3, group_id=5)
    return [
        record(actor=anna, action="file.read", subject=file, group_id=5, detail={"rows": 2}),
        record(actor=SYSTEM, action="file.erased", subject=file, campaign_id=9),
        record(actor=anna, action="file.sought", subject=StoredFile(name="b"), group_id=6),
    ]


def test_an_entry_tells_who_did_what_to_which_thing() -> None:
    read, erased, sought = record_three()
    assert (read.actor_user_id, read.actor_token_id, read.action) == (7, 3, "file.read")
    assert (read.subject_kind, read.detail) == ("core.storedfile", {"rows": 2})
    assert list(entries_by(7)) == [sought, read]
    assert list(entries_of_group(5)) == [read]
    assert list(entries_of_campaign(9)) == [erased]
    assert list(entries_about(StoredFile.objects.get())) == [erased, read]


def test_the_chain_holds() -> None:
    *_, last = record_three()
    assert check_chain().entries == 3
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "valid": True,
        "entries": 3,
        "head": last.digest.hex(),
        "broken_at": None,
    }


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_auditentry SET action = 'file.kept'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
    ],
)
def test_the_database_refuses_to_change_it(change: str) -> None:
    record_three()
    with connection.cursor() as cursor:
        # The tests' set-up takes this trigger off, since they empty tables.
        cursor.execute(append_only.NO_TRUNCATE)
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            cursor.execute(change)
    assert check_chain().broken_at is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_auditentry SET action = 'file.kept' WHERE id = %s",
        "UPDATE core_auditentry SET detail = '{}' WHERE id = %s",
        "UPDATE core_auditentry SET at = at + interval '1 second' WHERE id = %s",
        "UPDATE core_auditentry SET group_id = 55 WHERE id = %s",
    ],
)
def test_a_change_by_someone_who_took_the_guard_off_is_found(change: str) -> None:
    first, *_ = record_three()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_auditentry_no_change ON core_auditentry")
        cursor.execute(change, [first.pk])
    assert check_chain().broken_at == first.pk
    out = StringIO()
    with pytest.raises(CommandError, match=f"from entry {first.pk} on"):
        call_command("verify_audit", "--json", stdout=out)
    assert json.loads(out.getvalue())["valid"] is False


def test_an_entry_that_was_taken_out_is_missed() -> None:
    _, second, third = record_three()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_auditentry_no_change ON core_auditentry")
    second.delete()
    assert check_chain().broken_at == third.pk


def test_a_fraction_is_refused_before_it_is_written() -> None:
    with pytest.raises(ValueError, match="no fractions"):
        record(actor=SYSTEM, action="x", subject=StoredFile(name="a"), detail={"share": 0.5})
    assert AuditEntry.objects.count() == 0
