"""What people decide about a bundle: approve it, drop the request, try again, check it, take it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from pages.desk_actor import desk_page
from pages.desk_frame import done
from petitions.selectors.bundle import get_bundle, open_archive, require_archive
from petitions.services.bundle import approve_bundle, call_off_bundle, retry_bundle
from petitions.services.bundle_archive import archive_name
from petitions.services.bundle_check import request_check


@require_POST
@desk_page
def approve(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """Another person agrees to a request."""
    approve_bundle(bundle=get_bundle(public_id=public_id, actor=actor), actor=actor)
    return done(request, _("Approved. It is sealed now."), "desk-bundle", public_id)


@require_POST
@desk_page
def call_off(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """A request that nobody approved is dropped."""
    call_off_bundle(bundle=get_bundle(public_id=public_id, actor=actor), actor=actor)
    return done(request, _("The request is dropped."), "desk-bundle", public_id)


@require_POST
@desk_page
def retry(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """What could not be made is tried again."""
    retry_bundle(bundle=get_bundle(public_id=public_id, actor=actor), actor=actor)
    return done(request, _("It goes on where it stopped."), "desk-bundle", public_id)


@require_POST
@desk_page
def check(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """The archive is checked again."""
    request_check(bundle=get_bundle(public_id=public_id, actor=actor), actor=actor)
    return done(request, _("It is being checked."), "desk-bundle", public_id)


@require_safe
@desk_page
def download(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponseBase:
    """The ZIP, for stewards and the lead. Who takes it is audited."""
    bundle = get_bundle(public_id=public_id, actor=actor)
    archive = require_archive(bundle=bundle, actor=actor)
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{archive_name(bundle)}"',
        "Content-Length": str(archive.size),
        "X-Content-Type-Options": "nosniff",
    }
    if request.method != "GET":
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(open_archive(bundle=bundle, actor=actor), headers=headers)
