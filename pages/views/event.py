"""An event's page with the form to come.

The form needs no cookie and no session, so that the page can be cached and shared. It is
therefore exempt from CSRF protection, as the form of a petition is: there is nothing of the
visitor's for another site to borrow.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import ANYONE
from core.client_address import client_network
from core.errors import FieldError, Invalid, StateConflict, TooManyRequests
from core.language import keeping_language
from core.markdown import render_markdown
from events.links import event_url
from events.models import Event, EventState
from events.models.rsvp import most_guests
from events.rsvp_form import read_rsvp_form
from events.sealed_place import public_whereabouts
from events.selectors.event import get_event
from events.selectors.event_groups import groups_behind
from events.services.rsvp import answer_event
from events.when import when_text
from groups.selectors.canonical_rule import canonical_rules
from pages.calendar_links import webcal_url
from pages.event_cards import EventCard
from pages.form_stamp import TOO_FAST, kept_stamp, suspicion
from pages.rsvp_fields import RsvpFields
from pages.sharing import share_of
from pages.social import event_social
from petitions.form_limits import RSVP

PAGE_SECONDS = 5
ANSWERED = "answered"
QUICK = _("That was very quick. Please look at your answer and press the button once more.")
BUSY = _("Many people answer from your network. Try again shortly.")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the event; on POST takes the answer and goes on to the thanks, or says what is wrong.

    A form that a machine filled in gets the same answer and takes no seat: seats are few, and
    unlike a signature an RSVP cannot be set aside and counted later. Who was only quick, as with a
    browser that fills in forms by itself, is asked to press the button once more.
    """
    found = get_event(slug=slug, actor=ANYONE)
    if request.method == "POST":
        return _answer(request, found)
    response = _page(request, found, _fields(found, QueryDict()))
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """After answering. Says the same to everyone: only the mailbox learns more.

    Whoever comes by the address alone is not told of a mail that nobody sent.
    """
    facts = _facts(get_event(slug=slug, actor=ANYONE))
    facts["has_answered"] = ANSWERED in request.GET
    return render(request, "pages/event_thanks.html", facts)


def _answer(request: HttpRequest, found: Event) -> HttpResponse:
    fields = _fields(found, request.POST)
    if not _takes_answers(found):
        return _page(request, found, fields, status=409)
    try:
        typed = request.POST.dict() | {
            "language": get_language(),
            "subscribe": request.POST.getlist("subscribe"),
        }
        form = read_rsvp_form(typed, canonical_rules())
        RSVP.require(email=form.email, network=client_network(request), actor=ANYONE)
        doubt = suspicion(request.POST.dict())
        if doubt == TOO_FAST:
            raise Invalid(str(QUICK), errors=[FieldError("", doubt, str(QUICK))])
        if not doubt:
            answer_event(slug=found.slug, form=form)
    except Invalid as error:
        return _page(request, found, fields.with_errors(error.errors), status=400)
    except TooManyRequests as error:
        busy = FieldError("", error.code, str(BUSY))
        response = _page(request, found, fields.with_errors([busy]), status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    except StateConflict:
        return _page(request, get_event(slug=found.slug, actor=ANYONE), fields, status=409)
    address = f"{reverse('event-thanks', args=[found.slug])}?{ANSWERED}=1"
    return HttpResponseRedirect(keeping_language(address, request), status=303)


def _fields(found: Event, typed: QueryDict) -> RsvpFields:
    return RsvpFields(typed, most=most_guests(found.capacity))


def _page(
    request: HttpRequest, found: Event, fields: RsvpFields, status: int = 200
) -> HttpResponse:
    facts = _facts(found) | {
        "social": event_social(found),
        "text": render_markdown(found.text),
        "fields": fields,
        "groups": groups_behind(group_id=found.group_id, campaign_id=found.campaign_id),
        "stamp": kept_stamp(fields.typed),
    }
    return render(request, "pages/event.html", facts, status=status)


def _facts(found: Event) -> dict[str, Any]:
    """What everyone may know of the event."""
    return {
        "event": found,
        "card": EventCard(found, found.stage),
        "when": when_text(found),
        "where": public_whereabouts(found),
        "takes_answers": _takes_answers(found),
        "share": share_of(event_url(found.slug), found.title),
        "webcal_url": webcal_url("event-calendar", found.slug),
    }


def _takes_answers(found: Event) -> bool:
    return found.state == EventState.OPEN and not found.has_begun()
