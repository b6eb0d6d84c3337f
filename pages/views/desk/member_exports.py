"""Exports of a group's members: all of them, the form that asks for one, and what waits for one's
approval."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.selectors.member_export import exports_for_lead
from core.actors import Actor
from core.errors import Forbidden, MusterError
from groups.models import ExportFormat, Group, MemberExport
from groups.policies import may_request_export
from groups.selectors.group import get_group
from groups.selectors.member_export import exports_of, waiting_for_steward
from groups.selectors.staff import standing_of
from groups.services.member_export import DOWNLOAD_HOURS, OPEN_DAYS, request_export
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.desk_members import members_render
from pages.desk_words import choices
from pages.member_export_words import COLUMNS, FORMATS, STAGES
from pages.member_query import MemberQuery

PAGE = 25
MOST_SHOWN = 50
USUAL = ("given_name", "family_name", "email")


@require_safe
@desk_page
def member_exports(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The group's exports for its stewards, their own for its organizers; the latest first."""
    group = exporters_group(slug, actor)
    rows = exports_of(group=group, actor=actor)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    facts = {
        "rows": [(row, STAGES[row.stage]) for row in found[:PAGE]],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return members_render(request, actor, "exports.html", facts, group=group, tab="exports")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_export_new(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Asks for people in a file: what for, whom, and what of them."""
    group = exporters_group(slug, actor)
    form = DeskForm({"columns": USUAL, "file_format": ExportFormat.CSV.value})
    fields = request.POST if request.method == "POST" else request.GET
    query = MemberQuery.of({**fields.dict(), "state": ""})
    if request.method == "POST":
        try:
            row = _ask(request, actor, group, query)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            words = _("Your request waits for a second person.")
            return done(request, words, "desk-member-export", row.public_id)
    facts = {
        "form": form,
        "filters": [one for one in query.inputs(group) if one.name != "state"],
        "ref": query.asked.get("ref", ""),
        "inputs": _inputs(form),
        "days": OPEN_DAYS,
        "hours": DOWNLOAD_HOURS,
    }
    return members_render(request, actor, "export_new.html", facts, group=group, status=form.status)


@require_safe
@desk_page
def export_approvals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Requests of others that wait for one's approval, as a steward or as a lead; without people.

    The oldest of them: what is decided on makes room for the next. For everyone who is signed in:
    most have nothing there.
    """
    steward = waiting_for_steward(actor)[: MOST_SHOWN + 1]
    seen = {row.public_id for row in steward}
    rows: list[tuple[UUID, str, int | str, datetime]] = [
        (row.public_id, row.group.name, row.people, row.created_at) for row in steward
    ]
    rows += [
        (row.public_id, row.group, row.people, row.requested_at)
        for row in exports_for_lead(actor, limit=MOST_SHOWN + 1)
        if row.public_id not in seen
    ]
    facts = {"rows": rows[:MOST_SHOWN], "is_cut": len(rows) > MOST_SHOWN}
    return desk_render(request, actor, "desk/members/approvals.html", facts, section="members")


def exporters_group(slug: str, actor: Actor) -> Group:
    """The group in which the actor may ask for exports. Raises NotFound, Forbidden."""
    group = get_group(slug=slug, actor=actor)
    if not may_request_export(standing_of(actor), group.pk):
        raise Forbidden(_("Exports are for stewards and organizers of the group."))
    return group


def _ask(request: HttpRequest, actor: Actor, group: Group, query: MemberQuery) -> MemberExport:
    query.require_all_of({**request.POST.dict(), "state": ""})
    return request_export(
        group=group,
        reason=request.POST.get("reason", "").replace("\r\n", "\n"),
        wanted=query.filter,
        columns=request.POST.getlist("columns"),
        file_format=one_of(request.POST, "file_format", FORMATS),
        actor=actor,
    )


def _inputs(form: DeskForm) -> list[object]:
    hint = _("The second person reads this and nothing else of you. No names here.")
    return [
        form.input(
            "reason",
            _("What are the people needed for?"),
            kind="textarea",
            hint=hint,
            maxlength=500,
        ),
        form.input(
            "columns", _("What of each person"), kind="checkboxes", choices=choices(COLUMNS)
        ),
        form.input("file_format", _("As which file"), kind="radios", choices=choices(FORMATS)),
    ]
