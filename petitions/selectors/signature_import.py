"""Reads imports: their state, and the rows they could not use."""

import json
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden, NotFound
from groups.lists.rejects import RejectedCells, rejects_csv
from groups.policies import is_staff, may_handle_people
from groups.selectors.member_import_reading import names_for_rejects
from groups.selectors.staff import standing_of
from petitions.models import Petition, SignatureImport
from petitions.selectors.import_reading import label_of
from petitions.vault_owner import petition_owner


def get_import(*, public_id: UUID, actor: Actor) -> SignatureImport:
    """The import, for stewards of its group.

    Raises NotFound outside the group, Forbidden for its other staff.
    """
    rows = SignatureImport.objects.select_related(
        "petition__campaign", "petition__group", "source__group"
    )
    row = rows.filter(public_id=public_id).first()
    standing = standing_of(actor)
    if row is not None and may_handle_people(standing, row.source.group_id):
        return row
    if row is not None and is_staff(standing, row.source.group_id):
        raise Forbidden(gettext("Imports are for stewards of the group."))
    raise NotFound(gettext("There is no such import."))


def imports_of(*, petition: Petition, actor: Actor) -> QuerySet[SignatureImport]:
    """The petition's imports of the groups of which the actor is a steward."""
    standing = standing_of(actor)
    groups = [pk for pk in standing.group_ids if may_handle_people(standing, pk)]
    rows = SignatureImport.objects.filter(petition=petition, source__group__in=groups)
    return rows.select_related("source__group", "requested_by")


def twins_of(row: SignatureImport) -> list[SignatureImport]:
    """Lists of the same group that may be this one once more: the same file for another petition,
    or one with as many rows and the same columns that waits beside it. At most five."""
    lists = SignatureImport.objects.filter(source__group=row.source.group_id, undone_at=None)
    same_file = Q(sha256=row.sha256)
    alike = Q(
        petition=row.petition_id,
        confirmed_at=None,
        rows_total=row.rows_total,
        layout__columns=row.layout.get("columns", {}),
        layout__width=row.layout.get("width", 0),
    )
    found = lists.filter(same_file | alike).exclude(pk=row.pk).order_by("-pk")
    return list(found.select_related("petition", "source__group")[:5])


def rejected_cells(row: SignatureImport) -> Iterator[RejectedCells]:
    """Line, code and cells of each row that could not be used, in the order of the file."""
    sealer = vault.sealer(petition_owner(row.petition_id))
    rejected = row.rejected_rows.order_by("line").iterator(chunk_size=2000)
    for one in rejected:
        yield one.line, one.reason, json.loads(sealer.unseal(one.id, bytes(one.sealed)))


def rejects_file(row: SignatureImport) -> Iterator[bytes]:
    """The rejected rows as a CSV that returns to whoever sent the list."""
    names = names_for_rejects(row.file, row.layout, label_of(row))
    return rejects_csv(rejected_cells(row), names)
