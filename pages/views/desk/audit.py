"""The audit log as far as one may read it: newest first, by kind of action and day, and as CSV."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.selectors.campaign_audit import AuditScope, audit_scope, visible_entries
from campaign.services.campaign_audit import note_audit_download
from core.actors import Actor
from core.errors import Invalid
from core.selectors.audit_entry import last_check
from core.spreadsheet import safe_cell
from pages.audit_lines import audit_lines
from pages.audit_words import FAMILIES
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, date_in
from pages.desk_frame import desk_render
from pages.desk_words import choices

PAGE = 50
BATCH = 500
MOST_DOWNLOADED = 100_000
COLUMNS = ("at", "action", "what happened", "group", "facts")


@require_safe
@desk_page
def audit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Organizers read what they did; stewards and coordinators their group's; leads their
    campaigns' and a platform administrator everything, without people."""
    scope = audit_scope(actor)
    form, wanted = _wanted(request)
    before = _before(request)
    rows = visible_entries(scope, limit=PAGE + 1, before=before, **wanted)
    facts = {
        "scope": scope,
        "lines": audit_lines(rows[:PAGE], scope),
        "inputs": _filters(form),
        "form": form,
        "next_url": _address(request, rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "first_url": _address(request, None) if before else "",
        "check": last_check(),
        "family": wanted["family"],
        "day": request.GET.get("day", "") if wanted["day"] else "",
    }
    return desk_render(request, actor, "desk/audit.html", facts, section="audit")


@require_http_methods(["POST"])
@desk_page
def audit_download(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as CSV, newest first. That it was downloaded is an entry itself."""
    scope = audit_scope(actor)
    family, day = _family(request.POST.get("family", "")), date_in(request.POST, "day")
    note_audit_download(actor=actor, family=family, day=day.isoformat() if day else "")
    rows = _csv(scope, family=family, day=day)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response  # type: ignore[return-value]  # a response, if not HttpResponse by type


def _wanted(request: HttpRequest) -> tuple[DeskForm, dict[str, Any]]:
    """The filters; a day that is none is said and left out."""
    family = _family(request.GET.get("family", ""))
    try:
        return DeskForm(request.GET), {"family": family, "day": date_in(request.GET, "day")}
    except Invalid as error:
        return DeskForm(request.GET, error), {"family": family, "day": None}


def _family(text: str) -> str:
    return text if text in FAMILIES else ""


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _filters(form: DeskForm) -> list[Any]:
    every = ("", _("Everything"))
    return [
        form.input("family", _("What"), kind="select", choices=[every, *choices(FAMILIES)]),
        form.input("day", _("Day (UTC)"), kind="date", required=False),
    ]


def _address(request: HttpRequest, before: int | None) -> str:
    kept = {name: request.GET[name] for name in ("family", "day") if request.GET.get(name)}
    query = urlencode(kept | ({"before": str(before)} if before else {}))
    return f"{reverse('desk-audit')}?{query}" if query else reverse("desk-audit")


def _csv(scope: AuditScope, *, family: str, day: date | None) -> Iterator[bytes]:
    yield _lines([COLUMNS])
    before, left = None, MOST_DOWNLOADED
    while left > 0:
        rows = visible_entries(scope, limit=BATCH, family=family, day=day, before=before)
        if not rows:
            return
        yield _lines(
            [line.at.isoformat(), line.action, line.words, line.group, line.facts]
            for line in audit_lines(rows, scope)
        )
        before, left = rows[-1].pk, left - len(rows)


def _lines(rows: Any) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
