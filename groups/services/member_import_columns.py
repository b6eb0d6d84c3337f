"""A steward says what the columns of a list of members hold; the list is looked through again."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import StateConflict
from groups.lists.chosen_columns import Chosen, choose_columns, columns_chosen
from groups.lists.column_names import Column
from groups.lists.columns import map_columns
from groups.lists.layout import Layout
from groups.lists.refusal import OpenFile
from groups.models import Group, ImportStep, MemberImport
from groups.models.member_import import UNDECIDED
from groups.selectors.member_import_reading import layout_as_chosen
from groups.services.member_import import (
    audit,
    locked,
    owe,
    request_member_import,
    require_may_import,
)

# A hash names no member, and no member is shown to anyone.
MEMBER_FIELDS = tuple(
    column for column in Column if column not in (Column.EMAIL_HASH, Column.ANONYMOUS)
)


def name_member_columns(
    *,
    member_import: MemberImport,
    chosen: Chosen,
    version: int,
    actor: Actor,
    headed: bool | None = None,
) -> MemberImport:
    """Owes the preview of the list with its columns as chosen, who saw this version of them, and
    said or left open whether the first line names them.

    Harmless when they are so already. Whoever is at work on the preview stops at the next batch.
    Raises Forbidden, Invalid (`choose_columns`), and StateConflict once the list was decided on
    or let go, or when someone else chose meanwhile.
    """
    require_may_import(group_id=member_import.group_id, actor=actor)
    layout = Layout.from_json(member_import.layout)
    columns = choose_columns(chosen, width=layout.width, fields=MEMBER_FIELDS)
    with transaction.atomic():
        row = locked(member_import)
        layout = Layout.from_json(row.layout)
        if layout.is_as(columns, headed=headed):
            return row
        _require_open(row)
        layout = layout_as_chosen(row.file, layout, columns, version=version, headed=headed)
        row.layout, row.rows_total = layout.as_json(), layout.rows
        _begin_again(row)
        audit(row, "member_import.columns_named", actor)
    return row


def request_member_import_as_named(
    *, group: Group, open_file: OpenFile, name: str, columns: Chosen | None, actor: Actor
) -> tuple[MemberImport, bool]:
    """As `request_member_import`, of a list whose columns the actor names, if they do.

    Raises as that and as `name_member_columns`: what was taken in with other columns stays so.
    """
    named = map_columns if columns is None else columns_chosen(columns, MEMBER_FIELDS)
    row, made = request_member_import(
        group=group, open_file=open_file, name=name, actor=actor, name_columns=named
    )
    if made or columns is None:
        return row, made
    version = Layout.from_json(row.layout).version
    return name_member_columns(
        member_import=row, chosen=columns, version=version, actor=actor
    ), False


def _require_open(row: MemberImport) -> None:
    if row.step not in UNDECIDED or row.expired_at is not None:
        raise StateConflict(
            _("This list was decided on already: its columns stay as they are."),
            code="import.decided",
        )


def _begin_again(row: MemberImport) -> None:
    """What the look through the list found out with other columns is void."""
    row.listed_rows.all().delete()
    row.step, row.rows, row.preview, row.notices = ImportStep.PREVIEW, 0, {}, {}
    owe(row, "layout", "step", "rows", "rows_total", "preview", "notices")
