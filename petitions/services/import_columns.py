"""A steward says what the columns of a list of signatures hold; it is looked at again."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import StateConflict
from groups.lists.chosen_columns import Chosen, choose_columns, columns_chosen
from groups.lists.layout import Layout
from groups.lists.refusal import OpenFile
from groups.models import Group
from groups.selectors.member_import_reading import layout_as_chosen
from petitions.models import Petition, SignatureImport
from petitions.services.signature_import import (
    audit,
    owe,
    preview_import,
    request_import,
    require_may_import,
    take_up_again,
)


def name_import_columns(
    *,
    signature_import: SignatureImport,
    chosen: Chosen,
    version: int,
    actor: Actor,
    headed: bool | None = None,
) -> SignatureImport:
    """Owes a new look at the list with its columns as chosen, who saw this version of them, and
    said or left open whether the first line names them.

    Harmless when they are so already. Raises Forbidden, Invalid (`choose_columns`), and
    StateConflict once the list was confirmed or discarded, or when someone else chose meanwhile.
    """
    petition, group = signature_import.petition, signature_import.source.group
    require_may_import(petition=petition, group=group, actor=actor)
    width = Layout.from_json(signature_import.layout).width
    columns = choose_columns(chosen, width=width)
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=signature_import.pk)
        layout = Layout.from_json(row.layout)
        if layout.is_as(columns, headed=headed):
            return row
        _require_open(row)
        layout = layout_as_chosen(row.file, layout, columns, version=version, headed=headed)
        row.layout, row.rows_total = layout.as_json(), layout.rows
        row.rehearsal, row.rehearsed_rows = None, 0
        owe(row, "layout", "rows_total", "rehearsal", "rehearsed_rows")
        audit(row, "import.columns_named", actor)
    return row


def request_import_as_named(
    *,
    petition: Petition,
    group: Group,
    open_file: OpenFile,
    name: str,
    columns: Chosen | None,
    actor: Actor,
) -> tuple[SignatureImport, bool]:
    """As `request_import`, of a list whose columns the actor names, if they do.

    Raises as that and as `name_import_columns`: what is imported with other columns stays so.
    """
    if columns is None:
        return request_import(
            petition=petition, group=group, open_file=open_file, name=name, actor=actor
        )
    row, made = preview_import(
        petition=petition,
        group=group,
        open_file=open_file,
        name=name,
        actor=actor,
        name_columns=columns_chosen(columns),
    )
    if not made:
        version = Layout.from_json(row.layout).version
        row = name_import_columns(
            signature_import=row, chosen=columns, version=version, actor=actor
        )
    return take_up_again(row, actor), made


def _require_open(row: SignatureImport) -> None:
    if row.undone_at is not None or row.confirmed_at is not None:
        raise StateConflict(
            _("This list was decided on already: its columns stay as they are."),
            code="import.decided",
        )
