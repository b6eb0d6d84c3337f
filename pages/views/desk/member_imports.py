"""The lists that a group took in: all of them, and the form that hands one in."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Invalid, MusterError
from core.unlinked_upload import UnlinkedUpload
from groups.lists.chosen_columns import map_columns_if_clear
from groups.lists.refusal import OpenFile
from groups.member_import_figures import Figures
from groups.models import Group, ImportStage, MemberImport
from groups.selectors.member_import import member_imports_of
from groups.selectors.member_import_reading import label_of
from groups.services.member_import import MAX_ROWS, PREVIEW_DAYS, request_member_import
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group
from pages.member_import_words import STAGES

PAGE = 25
COLUMNS_ROUTE = "desk-member-import-columns"


@require_safe
@desk_page
def member_imports(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The group's imports, the latest first. Raises NotFound, Forbidden for other staff."""
    group = stewards_group(slug, actor)
    rows = member_imports_of(group=group, actor=actor).select_related("group", "requested_by")
    before = _before(request.GET.get("before", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    facts = {
        "rows": [
            (
                row,
                STAGES[row.stage],
                Figures.from_json(row.result or row.preview).by_row(),
                label_of(row).name,
            )
            for row in found[:PAGE]
        ],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return members_render(request, actor, "imports.html", facts, group=group, tab="imports")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_import_new(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Hands a list in. Nothing is written to the member list until somebody has decided."""
    group = stewards_group(slug, actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            row, is_new = _hand_in(request, actor, group)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            route = "desk-member-import"
            words = (
                _("The list is being looked through. Nothing is written yet.")
                if is_new
                else _("This file was handed in before. This is what became of it.")
            )
            if row.stage == ImportStage.NAMING:
                words, route = _("The list is kept. Nothing is read yet."), COLUMNS_ROUTE
            return done(request, words, route, group.slug, row.public_id)
    facts = {"form": form, "most_rows": MAX_ROWS, "days": PREVIEW_DAYS}
    facts["error"] = next((one.detail for one in form.errors if one.field == "file"), "")
    return members_render(request, actor, "import_new.html", facts, group=group, status=form.status)


def _hand_in(request: HttpRequest, actor: Actor, group: Group) -> tuple[MemberImport, bool]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid.field("file", "required", _("Choose a file."))
    return request_member_import(
        group=group,
        open_file=_opener(file),
        name=file.name or "",
        actor=actor,
        name_columns=map_columns_if_clear,
    )


def _opener(file: UploadedFile) -> OpenFile:
    """Opens the upload as often as it takes: it is read through before it is kept."""
    if isinstance(file, UnlinkedUpload):
        return file.open_again
    content = file.read()
    return lambda: io.BytesIO(content)


def _before(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
