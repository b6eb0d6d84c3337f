"""An action's page: one plan, city by city, on a map and as a list, and the way to the nearest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.actors import ANYONE
from core.errors import Invalid
from core.markdown import render_markdown
from events.models import Action
from events.selectors.action import cities_on_board, events_of, events_on_board, get_action
from events.selectors.event import in_brief, near
from events.when import clock, day_text
from pages.calendar_links import webcal_url
from pages.event_cards import EventCard, event_cards, map_of
from pages.keyset import list_page
from pages.social import action_social

PAGE_SECONDS = 10
PAGE = 60  # cities in the list; all of them are on the map
NEAR_MILES = 100
NEAREST = 3
ZIP_CODE = re.compile(r"\d{5}(-?\d{4})?", re.ASCII)
ZIP_ERROR = _("Write a ZIP code of five digits, like 10001.")
UNKNOWN_ERROR = _(
    "We do not know this ZIP code. Try another one nearby, or look at the list below."
)


@dataclass(frozen=True)
class Search:
    """What was asked near which ZIP code; `cards` of open events, the nearest first."""

    zip_code: str = ""
    error: str = ""
    cards: Sequence[EventCard] = ()
    miles: int = NEAR_MILES


@require_safe
def action(request: HttpRequest, slug: str) -> HttpResponse:
    """Raises NotFound. What is searched for with `?zip=` is kept by nobody."""
    found = get_action(slug=slug, actor=ANYONE)
    search = _search(found, request.GET["zip"]) if "zip" in request.GET else None
    cities = event_cards(cities_on_board(action=found, actor=ANYONE))
    page = list_page(request, [card.event for card in cities], size=PAGE)
    shown = events_on_board(action=found, ids=[event.pk for event in page.rows])
    facts = {
        "action": found,
        "story": render_markdown(found.text),
        "first_day": day_text(found.date),
        "last_day": day_text(found.until) if found.until else "",
        "start": clock(found.local_time, "US"),
        "cards": event_cards(shown),
        "page": page,
        "city_map": map_of(cities),
        "search": search,
        "webcal_url": webcal_url("action-calendar", found.slug),
        "social": action_social(found),
    }
    status = 400 if search and search.error else 200
    response = render(request, "pages/action.html", facts, status=status)
    if search is None:
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    else:
        add_never_cache_headers(response)
    return response


def _search(found: Action, typed: str) -> Search:
    """The events near what was typed, or what is wrong with it."""
    code = typed.strip()
    if not ZIP_CODE.fullmatch(code):
        return Search(code[:20], error=str(ZIP_ERROR))
    rows = in_brief(events_of(action=found, actor=ANYONE))
    try:
        ordered = near(rows, postal_code=code, miles=NEAR_MILES).order_by(F("distance"))
    except Invalid:
        return Search(code, error=str(UNKNOWN_ERROR))
    nearest = list(ordered[:NEAREST])
    for event in nearest:
        event.action = found
    return Search(code, cards=event_cards(nearest))
