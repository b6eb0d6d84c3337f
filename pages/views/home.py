"""The first page: what can be signed now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.actors import ANYONE
from pages.petition_cards import cards_of
from petitions.models import PetitionState
from petitions.selectors.petition import visible_to

SHOWN = 60


@require_safe
@cache_control(public=True, max_age=10)
def home(request: HttpRequest) -> HttpResponse:
    """Open petitions, the newest first."""
    rows = visible_to(ANYONE).filter(state=PetitionState.OPEN).order_by("-opened_at")[:SHOWN]
    return render(request, "pages/home.html", {"cards": cards_of(rows)})
