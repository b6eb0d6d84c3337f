"""What the links in mails lead to: a page on GET, an act on POST only.

The token is the authority, so no cookie is read and no CSRF token needed: who does not hold the
token cannot post. Anything wrong with a link is one quiet page with status 200, which tells
neither what was wrong nor of whom.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core import links
from core.errors import Invalid
from core.links import Link, LinkNoLongerValid, Purpose
from core.vault import KeyDestroyed
from pages.petition_cards import cards_of
from petitions.links import CONFIRM, DISOWN, OWN_DATA
from petitions.models import Display, SignatureState
from petitions.selectors.bundle_proof import inclusion_proofs
from petitions.selectors.own_signature import OwnSignature, own_signature
from petitions.services.decision import choose_display, confirm, disown, withdraw

View = Callable[..., HttpResponse]


def _behind_link(purpose: Purpose) -> Callable[[View], View]:
    """Gives the view the link in its address, or answers that the link is no longer valid."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            try:
                link = links.read(token, purpose, now=timezone.now())
                response = view(request, link)
            except (LinkNoLongerValid, KeyDestroyed):
                response = render(request, "pages/link_no_longer_valid.html")
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer"
            return response

        return guarded

    return wrap


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link(CONFIRM)
def confirm_page(request: HttpRequest, link: Link) -> HttpResponse:
    """Shows what would be confirmed; confirms on POST, as often as one likes."""
    if request.method == "POST":
        confirm(signature_id=link.subject_id, link_issued_at=link.issued_at)
    own = own_signature(link.subject_id)
    if own.state == SignatureState.WITHDRAWN and not own.waiting:
        raise LinkNoLongerValid
    if own.state == SignatureState.CONFIRMED:
        return _render(request, "pages/confirmed.html", own)
    return _render(request, "pages/confirm.html", own)


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link(DISOWN)
def disown_page(request: HttpRequest, link: Link) -> HttpResponse:
    """\"This was not me\": asks on GET, erases on POST; done is done."""
    if request.method == "POST":
        disown(signature_id=link.subject_id)
        return render(request, "pages/disowned.html")
    return _render(request, "pages/disown.html", own_signature(link.subject_id))


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link(OWN_DATA)
def own_data(request: HttpRequest, link: Link) -> HttpResponse:
    """What is held about a person; on POST the one change that the form's `action` names."""
    if request.method == "POST":
        _act(request.POST.get("action", ""), link)
    return _render(request, "pages/own_data.html", own_signature(link.subject_id))


@require_safe
@_behind_link(OWN_DATA)
def proofs(request: HttpRequest, link: Link) -> HttpResponse:
    """The proofs that this signature is inside the bundles handed over, for `verify.py --proof`."""
    own_signature(link.subject_id)
    found = inclusion_proofs(link.subject_id)
    headers = {"Content-Disposition": 'attachment; filename="proofs.json"'}
    return JsonResponse(found, safe=False, headers=headers, json_dumps_params={"indent": 1})


def _act(action: str, link: Link) -> None:
    if action == "withdraw":
        withdraw(signature_id=link.subject_id)
    elif action in {"show", "hide"}:
        display = Display.NAME if action == "show" else Display.ANONYMOUS
        choose_display(signature_id=link.subject_id, display=display)
    else:
        raise Invalid("The form was changed on its way. Go back and try again.")


def _render(request: HttpRequest, template: str, own: OwnSignature) -> HttpResponse:
    now = timezone.now()
    facts: dict[str, Any] = {
        "own": own,
        "petition": own.petition,
        "card": cards_of([own.petition])[0],
        "disown_token": links.issue(DISOWN, own.signature_id, now),
        "own_token": links.issue(OWN_DATA, own.signature_id, now),
    }
    if template == "pages/own_data.html":
        facts["proofs"] = inclusion_proofs(own.signature_id)
    return render(request, template, facts)
