"""Builds the files of approved exports, sealed under the group's key."""

import logging
from collections.abc import Iterator
from itertools import islice

from django.db import InterfaceError, OperationalError, transaction

from core import vault
from core.actors import SYSTEM, Actor
from core.dispatcher import PassResult
from core.errors import MusterError
from core.failures import name_failure
from core.models.duty import DutyState
from core.services import duty, stored_file
from groups.member_export_columns import cells_of
from groups.member_export_file import csv_file, xlsx_file
from groups.member_filter import MemberFilter, filtered
from groups.member_person import MemberPerson, from_bytes
from groups.models import ExportFormat, ExportVerdict, Member, MemberExport, MemberExportRow
from groups.policies import may_have_export
from groups.selectors.staff import standing_of
from groups.services.member_export import audit
from groups.vault_owner import group_owner

logger = logging.getLogger(__name__)
CHUNK = 2000
CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RoleEnded(MusterError):
    """Who asked may no longer have people."""

    status = 403
    code = "role_ended"
    title = "Who asked for this may no longer have people of the group"


class Grown(MusterError):
    """Nobody approved that many people."""

    status = 409
    code = "grown"
    title = "More people than were approved would be in the file"


def export_pass() -> PassResult:
    """The dispatcher's door: builds one file. `sent` counts files that were built."""
    approved = MemberExport.objects.filter(verdict=ExportVerdict.APPROVED)
    done = PassResult()
    for export in duty.claim(approved.select_related("group"), limit=1):
        if duty.begin(export):
            done += _work(export)
    owed = approved.filter(state__in=(DutyState.PENDING, DutyState.RUNNING))
    return PassResult(done.sent, done.failed, owed.count())


def _work(export: MemberExport) -> PassResult:
    try:
        _build(export)
    except duty.LeaseLost:
        return PassResult()
    except MusterError as error:
        duty.fail_for_good(export, error=error.code)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # The text of an error may hold a person's data: only its name is kept.
        logger.error("member export %s: %s", export.public_id, name_failure(error))
        duty.fail(export, error=name_failure(error))
    else:
        return PassResult(sent=1)
    return PassResult(failed=1)


def _build(export: MemberExport) -> None:
    """The file and who is in it, in one transaction that holds the lease."""
    standing = standing_of(Actor(user_id=export.requested_by_id))
    if not may_have_export(standing, export.group_id, asked_as=export.requested_as):
        raise RoleEnded
    with transaction.atomic():
        duty.require_lease(export)
        export.people_in_it.all().delete()
        rows = _Rows(export)
        writer = xlsx_file if export.file_format == ExportFormat.XLSX else csv_file
        file = stored_file.store(
            owner=group_owner(export.group_id),
            name=f"members.{export.file_format}",
            content_type=CONTENT_TYPES[ExportFormat(export.file_format)],
            chunks=writer(export.columns, rows),
        )
        if rows.number > export.people:
            raise Grown
        if not duty.finish(export, file=file, rows=rows.number):
            raise duty.LeaseLost
        audit(export, "member_export.built", SYSTEM, {"rows": rows.number})


class _Rows:
    """The lines of the file as one snapshot of the list has them; notes who is in it."""

    def __init__(self, export: MemberExport) -> None:
        self._export = export
        self._sealer = vault.sealer(group_owner(export.group_id))
        self.number = 0

    def __iter__(self) -> Iterator[list[str]]:
        wanted = MemberFilter(**self._export.wanted)
        # Who came since it was asked for was in no number that the second person approved.
        asked = filtered(self._export.group, wanted).filter(created_at__lte=self._export.created_at)
        members = asked.order_by("pk").iterator(chunk_size=CHUNK)
        while some := list(islice(members, CHUNK)):
            MemberExportRow.objects.bulk_create(
                MemberExportRow(export=self._export, member_id=member.pk) for member in some
            )
            self.number += len(some)
            for member in some:
                yield cells_of(self._export.columns, member, self._person(member))

    def _person(self, member: Member) -> MemberPerson:
        assert member.sealed is not None, "only active members are exported"
        return from_bytes(self._sealer.unseal(member.pk, bytes(member.sealed)))
