"""Lists of signatures that groups collected elsewhere: handed in, looked at, followed."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Forbidden, Invalid, MusterError
from core.models.duty import DutyState
from core.unlinked_upload import opener_of
from groups.lists.layout import Layout
from groups.models import Group
from groups.policies import may_handle_people
from groups.selectors.member_import_reading import head_of
from pages.column_choices import column_lines
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.desk_petition import DeskPetition, find
from pages.import_words import (
    column_rows,
    figure_rows,
    read_rows,
    reason_rows,
    stage_words,
    stopped_words,
)
from pages.list_twins import signature_twins
from petitions.import_figures import figures_of
from petitions.models import PetitionState, SignatureImport
from petitions.selectors.import_first_rows import first_rows
from petitions.selectors.import_reading import label_of
from petitions.selectors.signature_import import get_import, imports_of
from petitions.services.signature_import import preview_import, record_rows_read

PAGE = 30
FIRST_ROWS = 5
AT_WORK = frozenset({"previewing", "pending", "running", "undoing"})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def imports(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The lists of one's groups, and a form for a new one: for stewards.

    Raises Forbidden for other staff of the coalition.
    """
    found = find(slug=slug, actor=actor)
    groups = [group for group in found.partners if may_handle_people(found.standing, group.pk)]
    if not groups:
        raise Forbidden(_("Lists of people are for stewards of a group."))
    form = DeskForm({"group": groups[0].slug})
    if request.method == "POST":
        try:
            row, made = _hand_in(request, found, groups, actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            words = _("The list is kept. Nothing of it is taken in yet.")
            known = _("This list was handed in before; here it is.")
            route = "desk-import-columns" if row.stage == "naming" else "desk-import"
            return done(request, words if made else known, route, row.public_id)
    rows = list(_from(imports_of(petition=found.petition, actor=actor), request)[: PAGE + 1])
    facts = {
        **found.facts("desk-imports"),
        "form": form,
        "group": form.input("group", _("The group that collected it"), kind="select",
                            choices=[(group.slug, group.name) for group in groups]),
        "file_error": next((e.detail for e in form.errors if e.field == "file"), ""),
        "is_delivered": found.petition.state == PetitionState.DELIVERED,
        "rows": [(row, stage_words(row), label_of(row).name) for row in rows[:PAGE]],
        "next_url": f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "previous_url": reverse("desk-imports", args=[slug]) if "before" in request.GET else "",
    }  # fmt: skip
    return desk_render(
        request, actor, "desk/imports/list.html", facts, section="petitions", status=form.status
    )


@require_safe
@desk_page
def one_import(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """A list: what it would do, how far it is, what it did. For stewards of its group."""
    row = get_import(public_id=public_id, actor=actor)
    found = find(slug=row.petition.slug, actor=actor)
    facts = {**found.facts("desk-imports"), **_facts(row), **_open_facts(row)}
    if facts["first_rows"] and request.method != "HEAD":
        record_rows_read(signature_import=row, actor=actor)
    return desk_render(request, actor, "desk/imports/page.html", facts, section="petitions")


@require_safe
@desk_page
def progress(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """How far it is, alone; once it is at rest, the whole page is asked for again."""
    row = get_import(public_id=public_id, actor=actor)
    work = _work(row)
    if work is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return desk_render(request, actor, "desk/parts/work.html", work, section="petitions")


def _hand_in(
    request: HttpRequest, found: DeskPetition, groups: list[Group], actor: Actor
) -> tuple[SignatureImport, bool]:
    by_slug = {group.slug: group for group in groups}
    group = by_slug[one_of(request.POST, "group", by_slug)]
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid.field("file", "required", _("Choose the list: a CSV, TSV or XLSX file."))
    return preview_import(
        petition=found.petition,
        group=group,
        open_file=opener_of(file),
        name=file.name or "",
        actor=actor,
    )


def _from(rows: Any, request: HttpRequest) -> Any:
    """The latest first; from the one that the address names on."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    return rows.order_by("-pk")


def _facts(row: SignatureImport) -> dict[str, Any]:
    rehearsal = row.rehearsal or {}
    return {
        "row": row,
        "file_name": label_of(row).name,
        "stage": row.stage,
        "stage_words": stage_words(row),
        "work": _work(row),
        "columns": column_rows(row.layout.get("columns", {})),
        "ignored": row.layout.get("ignored", []),
        "preview": figure_rows(rehearsal) if rehearsal else [],
        "preview_new": rehearsal.get("new", 0),
        "reasons": reason_rows(rehearsal.get("reasons", {})),
        "figures": figure_rows(figures_of(row).as_json()) if row.rows else [],
        "stopped": stopped_words(row.last_error) if row.state == DutyState.FAILED else "",
        "may_undo": row.undone_at is None and row.confirmed_at is not None,
        "has_rejects": bool(row.rejected) and row.undone_at is None,
    }


def _open_facts(row: SignatureImport) -> dict[str, Any]:
    """What there is to decide on: the columns, how the first rows were read, lists like this."""
    if row.stage not in ("naming", "previewing", "waiting"):
        return {"first_rows": []}
    layout = Layout.from_json(row.layout)
    head = head_of(row.file, layout, size=FIRST_ROWS if row.stage == "waiting" else 0)
    return {
        "layout": layout,
        "version": layout.version,
        "lines": column_lines(head.header, layout),
        "choose_url": reverse("desk-import-columns", args=[row.public_id]) if head.header else "",
        "first_rows": read_rows(first_rows(row, head.rows)) if head.rows else [],
        "twins": signature_twins(row),
    }


def _work(row: SignatureImport) -> dict[str, Any] | None:
    """The progress bar; None while nobody works on it."""
    if row.stage not in AT_WORK:
        return None
    words = {
        "previewing": _("The list is being looked through."),
        "undoing": _("The list is being taken back.")
        if row.confirmed_at
        else _("The list is let go."),
    }.get(row.stage, _("The list is being taken in."))
    return {
        "words": words,
        "done": row.rehearsed_rows if row.stage == "previewing" else row.rows,
        "total": 0 if row.stage == "undoing" else row.rows_total,
        "poll_url": reverse("desk-import-progress", args=[row.public_id]),
    }
