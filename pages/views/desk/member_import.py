"""One member import: what the list would do, the steward's decision, what it did, and undoing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Invalid, MusterError, NotFound, StateConflict
from groups.lists.layout import Layout
from groups.member_decision import Choice, Decision, read_decision
from groups.member_import_figures import Figures
from groups.models import Group, ImportStage, ImportStep, MemberImport
from groups.models.member_import import UNDECIDED
from groups.selectors.member_import import get_member_import, has_rejects, rejects_file
from groups.selectors.member_import_reading import head_of, label_of
from groups.selectors.member_import_undo import undo_forecast
from groups.selectors.tag import tags_of
from groups.services.member_import import (
    apply_member_import,
    record_rejects_read,
    undo_member_import,
)
from groups.services.member_import_expiry import discard_member_import
from pages.column_choices import column_lines, version_seen
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group
from pages.desk_words import choices
from pages.list_twins import member_twins
from pages.member_import_facts import (
    AT_WORK,
    conflicts_of,
    field_figures,
    notices_of,
    preview_figures,
    result_figures,
    work_facts,
)
from pages.member_import_words import CONFLICTS, CONFLICTS_IN_BRIEF, CONSENTS, STAGES

ROUTE = "desk-member-import"
_LINE = "line-"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_import(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """Where the import stands. POST decides on a preview, or takes up again what had stopped."""
    group, row = _import_of(slug, public_id, actor)
    form = DeskForm({"conflicts": Choice.LEAVE_OUT.value, "consent": ""})
    if request.method == "POST":
        try:
            apply_member_import(
                member_import=row,
                decision=_decision(request, row),
                actor=actor,
                version=_version(request, row),
            )
        except MusterError as error:
            row.refresh_from_db()
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The list is being taken in."), ROUTE, group.slug, row.public_id)
    if "HX-Request" in request.headers:
        return _progress(request, group, row)
    return _shown(request, actor, group, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_import_undo(
    request: HttpRequest, actor: Actor, slug: str, public_id: UUID
) -> HttpResponse:
    """Takes back what the import did. GET asks."""
    group, row = _import_of(slug, public_id, actor)
    if request.method == "POST":
        undo_member_import(member_import=row, actor=actor)
        words = _("The list is being taken back.")
        return done(request, words, ROUTE, group.slug, row.public_id)
    if not _can_undo(row):
        raise NotFound
    facts = {"row": row, "coming": undo_forecast(row)}
    return members_render(request, actor, "import_undo.html", facts, group=group)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_import_discard(
    request: HttpRequest, actor: Actor, slug: str, public_id: UUID
) -> HttpResponse:
    """Lets a list go that nobody decided on. GET asks."""
    group, row = _import_of(slug, public_id, actor)
    if request.method == "POST":
        discard_member_import(member_import=row, actor=actor)
        words = _("The list is let go, and its file is erased.")
        return done(request, words, "desk-member-imports", group.slug)
    if row.step not in UNDECIDED or row.expired_at is not None:
        raise NotFound
    return members_render(request, actor, "import_discard.html", {"row": row}, group=group)


@require_safe
@desk_page
def member_import_rejects(
    request: HttpRequest, actor: Actor, slug: str, public_id: UUID
) -> StreamingHttpResponse:
    """The rejected rows as a CSV, each with its line and its reason."""
    _group, row = _import_of(slug, public_id, actor)
    if not has_rejects(row):
        raise NotFound
    record_rejects_read(member_import=row, actor=actor)
    return StreamingHttpResponse(
        rejects_file(row),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rejected-rows.csv"'},
    )


def _import_of(slug: str, public_id: UUID, actor: Actor) -> tuple[Group, MemberImport]:
    group = stewards_group(slug, actor)
    return group, get_member_import(group=group, public_id=public_id, actor=actor)


def _decision(request: HttpRequest, row: MemberImport) -> Decision:
    """What was chosen; for what had stopped, what was decided then. Raises Invalid."""
    if row.stage == ImportStage.FAILED and row.decision is not None:
        return Decision.from_json(row.decision)
    return read_decision(
        {
            "conflicts": one_of(request.POST, "conflicts", CONFLICTS),
            "consent": one_of(request.POST, "consent", CONSENTS),
            "tags": request.POST.get("tags", ""),
            "lines": _lines(request.POST.dict()),
        }
    )


def _version(request: HttpRequest, row: MemberImport) -> int | None:
    """The version of the columns that the decision is about; what had stopped goes on as it was."""
    return None if row.stage == ImportStage.FAILED else version_seen(request.POST)


def _lines(fields: Mapping[str, Any]) -> dict[str, str]:
    """The choices for single rows, by their lines in the file."""
    return {
        name.removeprefix(_LINE): value
        for name, value in fields.items()
        if name.startswith(_LINE) and value
    }


def _can_undo(row: MemberImport) -> bool:
    in_time = row.kept_until is not None and row.kept_until > timezone.now()
    return row.step == ImportStep.APPLY and in_time


def _progress(request: HttpRequest, group: Group, row: MemberImport) -> HttpResponse:
    """The part that a browser asks for every two seconds; the whole page once the work is done."""
    if row.stage not in AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    url = reverse(ROUTE, args=[group.slug, row.public_id])
    return render(request, "desk/parts/work.html", work_facts(row, url))


def _shown(
    request: HttpRequest, actor: Actor, group: Group, row: MemberImport, form: DeskForm
) -> HttpResponse:
    url = reverse(ROUTE, args=[group.slug, row.public_id])
    is_ready = row.stage == ImportStage.READY
    facts: dict[str, Any] = {
        "row": row,
        "stage": row.stage,
        "file_name": label_of(row).name,
        "words": STAGES[row.stage],
        "form": form,
        "is_at_work": row.stage in AT_WORK,
        "work": work_facts(row, url),
        "preview": preview_figures(row.preview) if is_ready else [],
        "result": result_figures(row.result) if row.decision else [],
        "figures": Figures.from_json(row.result if row.decision else row.preview),
        "fields": field_figures(row.result if row.decision else row.preview),
        "notices": notices_of(row),
        "ignored": row.layout.get("ignored", []),
        "has_rejects": has_rejects(row),
        "can_undo": _can_undo(row),
        "is_preview": row.step in UNDECIDED,
        **_columns(row, group),
    }
    if is_ready:
        facts |= _decision_facts(row, group, form, actor)
    status = form.status if isinstance(form.refusal, Invalid | StateConflict) else 200
    return members_render(request, actor, "import.html", facts, group=group, status=status)


def _columns(row: MemberImport, group: Group) -> dict[str, Any]:
    """Each column with what it is taken for, while that may be changed."""
    if row.stage not in (ImportStage.NAMING, ImportStage.READING, ImportStage.READY):
        return {}
    layout = Layout.from_json(row.layout)
    return {
        "layout": layout,
        "version": layout.version,
        "lines": column_lines(head_of(row.file, layout).header, layout),
        "twins": member_twins(row),
        "choose_url": reverse("desk-member-import-columns", args=[group.slug, row.public_id]),
    }


def _decision_facts(
    row: MemberImport, group: Group, form: DeskForm, actor: Actor
) -> dict[str, Any]:
    """The form of a decision, with the conflicts in it."""
    shown, label = conflicts_of(row, actor), _("What becomes of line %(line)s")
    typed = form.typed
    return {
        "conflicts": [
            (one, why, said, str(typed.get(f"{_LINE}{one.line}", "")), label % {"line": one.line})
            for one, why, said in shown.rows
        ],
        "more_conflicts": shown.more,
        "is_budget_used_up": shown.is_budget_used_up,
        "line_choices": choices(CONFLICTS_IN_BRIEF),
        "all_conflicts": form.input(
            "conflicts",
            _("What becomes of conflicting rows?"),
            kind="radios",
            choices=choices(CONFLICTS),
        ),
        "consent": form.input(
            "consent",
            _("Did these people agree to hear from the group?"),
            kind="radios",
            hint=_(
                "Rows with a clear yes in a consent column: %(number)s. Say that it is a consent"
                " only if you know what these people were asked."
            )
            % {"number": intcomma(Figures.from_json(row.preview).consents)},
            choices=choices(CONSENTS),
        ),
        "tags": form.input(
            "tags",
            _("Tags for everyone in the list"),
            hint=_("Words with commas between them. Your tags: %(tags)s")
            % {"tags": ", ".join(tags_of(group)[:20]) or "–"},
            required=False,
            maxlength=400,
        ),
    }
