"""Reads member imports: those of a group, their state, and the rows that need a second look."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden, NotFound
from groups.lists.rejects import RejectedCells, rejects_csv
from groups.member_person import MemberPerson, from_bytes
from groups.models import Group, Member, MemberImport, MemberImportRow, ReadHow, RowKind
from groups.models.member_import import UNDECIDED
from groups.policies import is_staff, may_handle_people
from groups.selectors.member_import_reading import label_of, names_for_rejects
from groups.selectors.staff import standing_of
from groups.services.member_read import record_reads
from groups.vault_owner import group_owner

PAGE = 50


def member_imports_of(*, group: Group, actor: Actor) -> QuerySet[MemberImport]:
    """The group's imports, for its stewards.

    Raises NotFound outside the group, Forbidden for its other staff.
    """
    _require_steward(group.pk, actor)
    return MemberImport.objects.filter(group=group).select_related("group")


def get_member_import(*, group: Group, public_id: UUID, actor: Actor) -> MemberImport:
    """One import of the group. Raises as `member_imports_of`."""
    row = member_imports_of(group=group, actor=actor).filter(public_id=public_id).first()
    if row is None:
        raise NotFound(gettext("There is no such import."))
    return row


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a row says and the member list says otherwise. `reason` is `name` (the same mailbox,
    phone or paper line under another name) or `phone` (it is another member's). `choice` is what
    was chosen for this row; empty where the import's own counts. `ours` is None for a member who
    is gone since."""

    line: int
    reason: str
    choice: str
    cells: list[str]
    member_id: UUID | None
    ours: MemberPerson | None


def conflicts_page(
    *, member_import: MemberImport, actor: Actor, after: int = 0, size: int = PAGE
) -> list[Conflict]:
    """The conflicts behind line `after`, opened beside the members that they are about.

    For stewards, signed in; the members count as read. Raises NotFound, Forbidden,
    TooManyRequests budget_used_up.
    """
    _require_steward(member_import.group_id, actor)
    if actor.token_id is not None:
        raise Forbidden(gettext("A token reads nobody."), code="token_reads_nobody")
    rows = member_import.listed_rows.filter(kind=RowKind.CONFLICTING, line__gt=after)
    page = list(rows.order_by("line")[:size])
    ids = [one.member_id for one in page if one.member_id]
    record_reads(group=member_import.group, member_ids=ids, how=ReadHow.DETAIL, actor=actor)
    return list(_opened(member_import, page))


def _opened(row: MemberImport, page: list[MemberImportRow]) -> Iterator[Conflict]:
    sealer = vault.sealer(group_owner(row.group_id))
    ids = [one.member_id for one in page if one.member_id]
    members = Member.objects.filter(pk__in=ids, group=row.group_id, sealed__isnull=False)
    people = {
        pk: from_bytes(sealer.unseal(pk, bytes(sealed)))
        for pk, sealed in members.values_list("pk", "sealed")
        if sealed is not None
    }
    for one in page:
        yield Conflict(
            line=one.line,
            reason=one.reason,
            choice=one.choice,
            cells=json.loads(sealer.unseal(one.id, bytes(one.sealed or b""))),
            member_id=one.member_id,
            ours=people.get(one.member_id) if one.member_id else None,
        )


def twins_of(row: MemberImport) -> list[MemberImport]:
    """Lists of the group that may be this one once more: the same file, taken back or let go
    before, or one with as many rows and the same columns that waits beside it. At most five."""
    alike = Q(
        step__in=UNDECIDED,
        expired_at=None,
        rows_total=row.rows_total,
        layout__columns=row.layout.get("columns", {}),
        layout__width=row.layout.get("width", 0),
    )
    lists = MemberImport.objects.filter(Q(sha256=row.sha256) | alike, group=row.group_id)
    return list(lists.exclude(pk=row.pk).select_related("group").order_by("-pk")[:5])


def rejects_file(row: MemberImport) -> Iterator[bytes]:
    """The rejected rows as a CSV that returns to whoever sent the list."""
    names = names_for_rejects(row.file, row.layout, label_of(row))
    return rejects_csv(_rejected_cells(row), names)


def has_rejects(row: MemberImport) -> bool:
    """Whether rejected rows are still kept."""
    return row.listed_rows.filter(kind=RowKind.REJECTED).exists()


def _rejected_cells(row: MemberImport) -> Iterator[RejectedCells]:
    sealer = vault.sealer(group_owner(row.group_id))
    rejected = row.listed_rows.filter(kind=RowKind.REJECTED).order_by("line")
    for one in rejected.iterator(chunk_size=2000):
        yield one.line, one.reason, json.loads(sealer.unseal(one.id, bytes(one.sealed or b"")))


def _require_steward(group_id: int, actor: Actor) -> None:
    standing = standing_of(actor)
    if may_handle_people(standing, group_id):
        return
    if is_staff(standing, group_id):
        raise Forbidden(gettext("Member imports are for stewards of the group."))
    raise NotFound
