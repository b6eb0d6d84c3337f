"""The first page: what can be signed now, and where people meet next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.actors import ANYONE
from events.models import EventState
from events.selectors.event import in_brief, upcoming
from events.selectors.event import visible_to as visible_events
from pages.event_cards import event_cards
from pages.petition_cards import cards_of
from petitions.models import PetitionState
from petitions.selectors.petition import visible_to

SHOWN = 60
EVENTS = 10


@require_safe
@cache_control(public=True, max_age=10)
def home(request: HttpRequest) -> HttpResponse:
    """Open petitions, the newest first; events that take place, the next first."""
    rows = visible_to(ANYONE).filter(state=PetitionState.OPEN).order_by("-opened_at")[:SHOWN]
    ahead = upcoming(in_brief(visible_events(ANYONE))).filter(state=EventState.OPEN)
    facts = {
        "cards": cards_of(rows),
        "event_cards": event_cards(ahead.order_by("starts_at", "city")[:EVENTS]),
    }
    return render(request, "pages/home.html", facts)
