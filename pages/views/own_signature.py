"""What the links in mails about a signature lead to: a page on GET, an act on POST only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import links
from core.links import Link, LinkNoLongerValid
from events.links import public_url
from pages.link_guard import behind_link
from pages.petition_cards import cards_of
from pages.sharing import share_of, with_source
from petitions.links import CONFIRM, DISOWN, OWN_DATA
from petitions.models import SignatureState
from petitions.selectors.own_signature import OwnSignature, own_signature
from petitions.services.decision import confirm, disown


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link(CONFIRM)
def confirm_page(request: HttpRequest, link: Link) -> HttpResponse:
    """Shows what would be confirmed; confirms on POST, as often as one likes."""
    if request.method == "POST":
        confirm(signature_id=link.subject_id, link_issued_at=link.issued_at, form=link.edition)
    own = own_signature(link.subject_id, form=link.edition)
    if own.state == SignatureState.WITHDRAWN and not own.waiting:
        raise LinkNoLongerValid
    if own.state == SignatureState.CONFIRMED and not own.asks_for:
        return _render(request, "pages/confirmed.html", own)
    return _render(request, "pages/confirm.html", own)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link(DISOWN)
def disown_page(request: HttpRequest, link: Link) -> HttpResponse:
    """\"This was not me\": asks on GET, erases on POST; done is done."""
    if request.method == "POST":
        disown(signature_id=link.subject_id)
        return render(request, "pages/disowned.html")
    return _render(request, "pages/disown.html", own_signature(link.subject_id))


def _render(request: HttpRequest, template: str, own: OwnSignature) -> HttpResponse:
    now = timezone.now()
    facts: dict[str, Any] = {
        "own": own,
        "petition": own.petition,
        "card": cards_of([own.petition])[0],
        "disown_token": links.issue(DISOWN, own.signature_id, now),
        "own_token": links.issue(OWN_DATA, own.signature_id, now),
    }
    if template == "pages/confirmed.html":
        address = public_url() + reverse("petition", args=[own.petition.slug])
        facts["share"] = share_of(with_source(address, own.source), own.petition.title)
    return render(request, template, facts)
