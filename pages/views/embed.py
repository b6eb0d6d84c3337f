"""The sign form in a frame of a partner's page. Sets no cookie, runs no script, and is the only
page of ours that another site may frame."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.language import keeping_language
from events.links import public_url
from pages.form_stamp import kept_stamp
from pages.petition_cards import cards_of
from pages.sharing import share_of, with_source
from pages.sign_fields import SignFields, source_of
from pages.signing import posted_fields, take_signature
from petitions.models import Petition, PetitionState
from petitions.selectors.petition import get_petition

PAGE_SECONDS = 5
FRAMED_ANYWHERE: Any = csp_replace({"frame-ancestors": ["*"]})


@FRAMED_ANYWHERE
@xframe_options_exempt
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def embedded_petition(request: HttpRequest, slug: str) -> HttpResponse:
    """The form alone; on POST signs and says thank you in the same frame."""
    found = get_petition(slug=slug, actor=ANYONE)
    if request.method == "POST":
        return _sign(request, found)
    fields = SignFields(QueryDict(), source=source_of(request.GET.get("source", ""), found))
    response = _page(request, found, fields)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@FRAMED_ANYWHERE
@xframe_options_exempt
@require_safe
def embedded_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Says the same to everyone: only the mailbox learns more."""
    found = get_petition(slug=slug, actor=ANYONE)
    source = source_of(request.GET.get("source", ""), found)
    address = with_source(public_url() + reverse("petition", args=[found.slug]), source)
    facts = {
        "petition": found,
        "card": cards_of([found])[0],
        "share": share_of(address, found.title),
    }
    return render(request, "pages/embed_thanks.html", facts)


def _sign(request: HttpRequest, found: Petition) -> HttpResponse:
    fields = posted_fields(request, found)
    refusal = take_signature(request, found, fields)
    if refusal is not None:
        return refusal.on(_page(request, found, refusal.fields))
    address = with_source(reverse("petition-embed-thanks", args=[found.slug]), fields.source)
    return HttpResponseRedirect(keeping_language(address, request), status=303)


def _page(request: HttpRequest, found: Petition, fields: SignFields) -> HttpResponse:
    facts: dict[str, Any] = {
        "petition": found,
        "card": cards_of([found])[0],
        "groups": active_groups(found.campaign),
        "is_open": found.state == PetitionState.OPEN,
        "fields": fields,
        "is_embedded": True,
        "form_action": keeping_language(reverse("petition-embed", args=[found.slug]), request),
        "stamp": kept_stamp(fields.typed),
    }
    return render(request, "pages/embed.html", facts)
