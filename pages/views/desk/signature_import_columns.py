"""What the columns of a list of signatures hold, as a steward says."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.lists.column_names import Column
from groups.lists.layout import Layout
from pages.column_choices import choice_facts, choice_in, present_choices
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import desk_render, done
from pages.desk_petition import find
from petitions.selectors.signature_import import get_import
from petitions.services.import_columns import name_import_columns
from petitions.services.signature_import import record_rows_read


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def columns(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """A choice for each column, while nobody has decided on the list. For stewards of its group."""
    row = get_import(public_id=public_id, actor=actor)
    if row.stage not in ("naming", "previewing", "waiting", "failed") or row.confirmed_at:
        raise NotFound
    layout = Layout.from_json(row.layout)
    form = DeskForm(present_choices(layout))
    if request.method == "POST":
        try:
            name_import_columns(
                signature_import=row, actor=actor, **choice_in(request.POST, layout)
            )
        except MusterError as error:
            form = DeskForm(request.POST, error)
            row.refresh_from_db()
            layout = Layout.from_json(row.layout)
        else:
            return done(
                request,
                _("The list is looked through again. Nothing of it is taken in yet."),
                "desk-import",
                public_id,
            )
    found = find(slug=row.petition.slug, actor=actor)
    if request.method != "HEAD":
        record_rows_read(signature_import=row, actor=actor)
    facts = {
        **found.facts("desk-imports"),
        "row": row,
        **choice_facts(row.file, layout, form, tuple(Column)),
    }
    return desk_render(
        request, actor, "desk/imports/columns.html", facts, section="petitions", status=form.status
    )
