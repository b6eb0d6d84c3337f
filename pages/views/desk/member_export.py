"""One export of members: the second person's decision, and the file, which can be taken once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.selectors.member_export import get_export_for_lead
from campaign.services.member_export import decide_export
from core.actors import Actor
from core.errors import NotFound, StateConflict
from groups.models import ExportFormat, ExportStage, ExportVerdict, MemberExport
from groups.selectors.member_export import get_export
from groups.services.member_export import DOWNLOAD_HOURS
from groups.services.member_export_build import CONTENT_TYPES
from groups.services.member_export_download import take_export
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.desk_members import members_render
from pages.desk_words import ROLES
from pages.member_export_words import COLUMNS, FORMATS, STAGES, wanted_words

ROUTE = "desk-member-export"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_export(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """For who asked for it, the group's stewards, and leads who may decide: these see no people
    and no filter. POST decides. Raises NotFound."""
    export = _own_or_stewards(public_id, actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            return _decide(request, actor, public_id)
        except StateConflict as error:
            form = DeskForm({}, error)
            export = export and _own_or_stewards(public_id, actor)
    if export is None:
        return _shown_to_lead(request, actor, public_id, form)
    if "HX-Request" in request.headers:
        return _progress(request, export)
    return _shown(request, actor, export, form)


@require_POST
@desk_page
def member_export_file(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """The file, for who asked for it, once. By POST: no browser fetches it ahead and spends it."""
    export = get_export(public_id=public_id, actor=actor)
    try:
        pieces = take_export(export=export, actor=actor)
    except StateConflict as error:
        return _shown(request, actor, export, DeskForm({}, error))
    name = f"members-{export.group.slug}-{export.created_at:%Y-%m-%d}.{export.file_format}"
    return StreamingHttpResponse(
        pieces,
        content_type=CONTENT_TYPES[ExportFormat(export.file_format)],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _own_or_stewards(public_id: UUID, actor: Actor) -> MemberExport | None:
    try:
        return get_export(public_id=public_id, actor=actor)
    except NotFound:
        return None


def _decide(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    verdict = ExportVerdict(one_of(request.POST, "verdict", ExportVerdict.values))
    decide_export(public_id=public_id, verdict=verdict, actor=actor)
    if verdict == ExportVerdict.APPROVED:
        words = _("The export is approved. Who asked for it can take the file for 24 hours.")
    else:
        words = _("The export is refused.")
    return done(request, words, "desk-export-approvals")


def _progress(request: HttpRequest, export: MemberExport) -> HttpResponse:
    if export.stage != ExportStage.BUILDING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    facts = {"words": STAGES[export.stage], "poll_url": _url(export)}
    return render(request, "desk/parts/work.html", facts)


def _shown(
    request: HttpRequest, actor: Actor, export: MemberExport, form: DeskForm
) -> HttpResponse:
    is_own = export.requested_by_id == actor.user_id
    stage = export.stage
    facts = {
        "export": export,
        "stage": stage,
        "words": STAGES[stage],
        "form": form,
        "people": export.people,
        "columns": [COLUMNS[name] for name in export.columns],
        "format": FORMATS[export.file_format],
        "wanted": wanted_words(export.wanted),
        "asked_as": ROLES[export.requested_as],
        "is_own": is_own,
        "may_decide": stage == ExportStage.REQUESTED and not is_own,
        "may_take": stage == ExportStage.READY and is_own,
        "poll_url": _url(export) if stage == ExportStage.BUILDING else "",
        "hours": DOWNLOAD_HOURS,
    }
    return members_render(
        request, actor, "export.html", facts, group=export.group, status=form.status
    )


def _shown_to_lead(
    request: HttpRequest, actor: Actor, public_id: UUID, form: DeskForm
) -> HttpResponse:
    try:
        export = get_export_for_lead(public_id=public_id, actor=actor)
    except NotFound:
        if form.refusal is None:
            raise
        return HttpResponseRedirect(reverse("desk-export-approvals"), status=303)
    facts = {
        "export": export,
        "form": form,
        "columns": [COLUMNS[name] for name in export.columns],
        "format": FORMATS[export.file_format],
    }
    return desk_render(
        request,
        actor,
        "desk/members/export_for_lead.html",
        facts,
        section="members",
        status=form.status,
    )


def _url(export: MemberExport) -> str:
    return reverse(ROUTE, args=[export.public_id])
