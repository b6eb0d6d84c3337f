"""The first page: what can be signed now, where people meet next, and for what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign.models.campaign import CampaignState
from campaign.selectors.campaign import visible_to as visible_campaigns
from core.actors import ANYONE
from events.models import EventState
from events.selectors.action import upcoming as upcoming_actions
from events.selectors.action import visible_to as visible_actions
from events.selectors.event import in_brief, upcoming
from events.selectors.event import visible_to as visible_events
from pages.event_cards import event_cards
from pages.petition_cards import cards_of
from pages.social import home_social
from petitions.models import PetitionState
from petitions.selectors.petition import visible_to

SHOWN = 60
EVENTS = 10
ACTIONS = 6
CAMPAIGNS = 40


@require_safe
@cache_control(public=True, max_age=10)
def home(request: HttpRequest) -> HttpResponse:
    """Open petitions, the newest first; actions and single events ahead, the next first."""
    rows = visible_to(ANYONE).filter(state=PetitionState.OPEN).order_by("-opened_at")[:SHOWN]
    alone = visible_events(ANYONE).filter(action=None, state=EventState.OPEN)
    ahead = upcoming(in_brief(alone)).order_by("starts_at", "city")
    actions = upcoming_actions(visible_actions(ANYONE)).defer("text", "campaign__story")
    campaigns = visible_campaigns(ANYONE).filter(state=CampaignState.PUBLIC).defer("story")
    facts = {
        "social": home_social(),
        "cards": cards_of(rows),
        "actions": actions.order_by("date", "slug")[:ACTIONS],
        "event_cards": event_cards(ahead[:EVENTS]),
        "campaigns": campaigns.order_by("-created_at")[:CAMPAIGNS],
    }
    return render(request, "pages/home.html", facts)
