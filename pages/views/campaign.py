"""A campaign's page: what is demanded of whom, by which coalition, and its petitions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign.selectors.campaign import get_campaign
from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.markdown import render_markdown
from pages.petition_cards import cards_of
from petitions.selectors.petition import visible_to


@require_safe
@cache_control(public=True, max_age=10)
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Raises NotFound, also for a draft."""
    found = get_campaign(slug=slug, actor=ANYONE)
    petitions = visible_to(ANYONE).filter(campaign=found).order_by("-opened_at")
    facts = {
        "campaign": found,
        "story": render_markdown(found.story),
        "groups": active_groups(found),
        "cards": cards_of(petitions),
    }
    return render(request, "pages/campaign.html", facts)
