"""What a steward decides about a list: import it, retry, take it back; and its rejected rows."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from pages.column_choices import version_seen
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.desk_petition import find
from petitions.selectors.signature_import import get_import, rejects_file
from petitions.services.signature_import import (
    confirm_import,
    record_rejects_read,
    request_undo,
    retry_import,
)


@require_POST
@desk_page
def confirm(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """The list that was looked at is imported."""
    row = get_import(public_id=public_id, actor=actor)
    confirm_import(signature_import=row, actor=actor, version=version_seen(request.POST))
    return done(
        request, _("The list is being taken in. You may leave this page."), "desk-import", public_id
    )


@require_POST
@desk_page
def retry(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """What stopped goes on."""
    row = get_import(public_id=public_id, actor=actor)
    retry_import(signature_import=row, actor=actor)
    return done(request, _("It goes on where it stopped."), "desk-import", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def undo(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """Asks before an import is taken back, or a list let go that was never taken in."""
    row = get_import(public_id=public_id, actor=actor)
    if request.method == "POST":
        request_undo(signature_import=row, actor=actor)
        taken_back = _("The list is being taken back.")
        words = taken_back if row.confirmed_at else _("The list is let go, and its file is erased.")
        return done(request, words, "desk-import", public_id)
    found = find(slug=row.petition.slug, actor=actor)
    facts = {**found.facts("desk-imports"), "row": row}
    return desk_render(request, actor, "desk/imports/undo.html", facts, section="petitions")


@require_safe
@desk_page
def rejects(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """The rows that could not be used, as a CSV for whoever sent them. Who takes it is audited."""
    row = get_import(public_id=public_id, actor=actor)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="rejects-{row.public_id}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    if request.method != "GET":
        return HttpResponse(headers=headers)
    record_rejects_read(signature_import=row, actor=actor)
    return StreamingHttpResponse(rejects_file(row), headers=headers)
