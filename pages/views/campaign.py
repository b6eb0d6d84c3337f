"""A campaign's page: what is demanded of whom, by which coalition, what to do, how far it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign.selectors.campaign import get_campaign
from campaign.selectors.locality import localities_of
from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.markdown import render_markdown
from events.selectors.action import upcoming as upcoming_actions
from events.selectors.action import visible_to as visible_actions
from events.selectors.event import in_brief, upcoming
from events.selectors.event import visible_to as visible_events
from pages.calendar_links import webcal_url
from pages.event_cards import event_cards, map_of
from pages.petition_cards import cards_of
from pages.social import campaign_social
from pages.stages import by_stage
from petitions.selectors.petition import visible_to

ACTIONS, EVENTS, DOTS = 30, 20, 200  # shown; the calendar has more


@require_safe
@cache_control(public=True, max_age=10)
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Raises NotFound, also for a draft. Events of an action are on the map, and on its page."""
    found = get_campaign(slug=slug, actor=ANYONE)
    petitions = visible_to(ANYONE).filter(campaign=found).order_by("-opened_at")
    actions = upcoming_actions(visible_actions(ANYONE).filter(campaign=found))
    ahead = upcoming(in_brief(visible_events(ANYONE).filter(campaign=found)))
    cards = event_cards(ahead.order_by("starts_at", "city")[:DOTS])
    facts = {
        "campaign": found,
        "social": campaign_social(found),
        "story": render_markdown(found.story),
        "groups": active_groups(found),
        "cards": cards_of(petitions),
        "actions": actions.defer("text", "campaign__story").order_by("date", "slug")[:ACTIONS],
        "city_map": map_of(cards),
        "event_cards": [card for card in cards if card.event.action_id is None][:EVENTS],
        "stages": by_stage(localities_of(found).prefetch_related(None)),
        "webcal_url": webcal_url("campaign-calendar", found.slug),
    }
    return render(request, "pages/campaign.html", facts)
