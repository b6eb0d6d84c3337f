"""A petition's page with its form, and the thanks."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.language import keeping_language
from core.markdown import render_markdown
from events.links import public_url
from events.models import Event, EventState
from events.selectors.event import in_brief, upcoming, visible_to
from pages.event_cards import EventCard
from pages.form_stamp import kept_stamp
from pages.next_event import next_event_near
from pages.petition_cards import cards_of
from pages.sharing import share_of, with_source
from pages.sign_fields import SignFields, source_of
from pages.signing import posted_fields, take_signature
from pages.social import petition_social
from petitions.models import Petition, PetitionState
from petitions.selectors.petition import get_petition

PAGE_SECONDS = 5


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the petition; on POST signs it and goes on to the thanks, or says what is wrong."""
    found = get_petition(slug=slug, actor=ANYONE)
    if request.method == "POST":
        return _sign(request, found)
    fields = SignFields(QueryDict(), source=source_of(request.GET.get("source", ""), found))
    response = _page(request, found, fields)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """After signing. Says the same to everyone: only the mailbox learns more.

    `source` credits the signer's group for who is brought along; `next` names an event that is
    near them, since where they live has no place in an address.
    """
    found = get_petition(slug=slug, actor=ANYONE)
    source = source_of(request.GET.get("source", ""), found)
    address = with_source(public_url() + reverse("petition", args=[found.slug]), source)
    facts = {
        "petition": found,
        "card": cards_of([found])[0],
        "share": share_of(address, found.title),
        "next_card": _next_card(found, request.GET.get("next", "")),
    }
    return render(request, "pages/thanks.html", facts)


def _sign(request: HttpRequest, found: Petition) -> HttpResponse:
    fields = posted_fields(request, found)
    refusal = take_signature(request, found, fields)
    if refusal is not None:
        return refusal.on(_page(request, found, refusal.fields))
    told = {"source": fields.source, "next": _slug_near(found, request.POST.get("postal_code", ""))}
    query = urlencode({name: value for name, value in told.items() if value}).replace("%2F", "/")
    address = reverse("petition-thanks", args=[found.slug]) + (f"?{query}" if query else "")
    return HttpResponseRedirect(keeping_language(address, request), status=303)


def _slug_near(found: Petition, postal_code: str) -> str:
    event = next_event_near(found.campaign, postal_code)
    return event.slug if event else ""


def _next_card(found: Petition, slug: str) -> EventCard | None:
    """The event that the address names, if it is one of this campaign and still ahead."""
    if not slug:
        return None
    rows = upcoming(in_brief(visible_to(ANYONE).filter(campaign=found.campaign)))
    event: Event | None = rows.filter(slug=slug[:60], state=EventState.OPEN).first()
    return EventCard(event, event.stage) if event else None


def _page(request: HttpRequest, found: Petition, fields: SignFields) -> HttpResponse:
    card = cards_of([found])[0]
    facts: dict[str, Any] = {
        "petition": found,
        "card": card,
        "social": petition_social(card),
        "text": render_markdown(found.text),
        "groups": active_groups(found.campaign),
        "is_open": found.state == PetitionState.OPEN,
        "fields": fields,
        "form_action": keeping_language(reverse("petition", args=[found.slug]), request),
        "stamp": kept_stamp(fields.typed),
    }
    return render(request, "pages/petition.html", facts)
