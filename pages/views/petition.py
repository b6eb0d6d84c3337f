"""A petition's page with its form.

The form needs no cookie and no session, so that the page can be cached and shared. It is
therefore exempt from CSRF protection: whoever posts it has no more power than anyone with an
empty browser; there is nothing of the visitor's for another site to borrow.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.client_address import client_network
from core.errors import FieldError, Invalid, StateConflict, TooManyRequests
from core.markdown import render_markdown
from groups.selectors.canonical_rule import canonical_rules
from pages.form_stamp import kept_stamp, suspicion
from pages.petition_cards import cards_of
from pages.sign_fields import SignFields, form_data, source_of
from petitions.form_limits import SIGN
from petitions.models import Petition, PetitionState
from petitions.selectors.petition import get_petition
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form

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
    """After signing. Says the same to everyone: only the mailbox learns more."""
    found = get_petition(slug=slug, actor=ANYONE)
    return render(request, "pages/thanks.html", {"petition": found, "card": cards_of([found])[0]})


def _sign(request: HttpRequest, found: Petition) -> HttpResponse:
    fields = SignFields(request.POST, source=source_of(request.POST.get("source", ""), found))
    try:
        form = read_sign_form(form_data(request.POST, fields.source), canonical_rules())
        SIGN.require(email=form.email, network=client_network(request), actor=ANYONE)
        doubt = suspicion(request.POST.dict())
        sign_petition(slug=found.slug, form=form, actor=ANYONE, suspect=doubt)
    except Invalid as error:
        return _page(request, found, fields.with_errors(error.errors), status=400)
    except TooManyRequests as error:
        busy = FieldError("", error.code, "Many people sign from your network. Try again shortly.")
        response = _page(request, found, fields.with_errors([busy]), status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    except StateConflict:
        found.refresh_from_db()
        return _page(request, found, fields, status=409)
    return HttpResponseRedirect(reverse("petition-thanks", args=[found.slug]), status=303)


def _page(
    request: HttpRequest, found: Petition, fields: SignFields, status: int = 200
) -> HttpResponse:
    facts: dict[str, Any] = {
        "petition": found,
        "card": cards_of([found])[0],
        "text": render_markdown(found.text),
        "groups": active_groups(found.campaign),
        "is_open": found.state == PetitionState.OPEN,
        "fields": fields,
        "stamp": kept_stamp(fields.typed),
    }
    return render(request, "pages/petition.html", facts, status=status)
