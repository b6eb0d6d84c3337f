"""The pictures of pages, drawn from what everyone may know, and kept until that changes."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.models import Campaign
from campaign.selectors.campaign import get_campaign
from campaign.selectors.partner import active_groups
from core.actors import ANYONE
from core.errors import NotFound
from events.selectors.action import get_action
from events.selectors.event import get_event
from events.when import day_text, hours_text, zone_text
from pages.event_cards import EventCard
from pages.petition_cards import cards_of
from pages.social_card import SocialCard, draw_card
from petitions.selectors.petition import get_petition

FRESH_SECONDS = 300
KEPT_SECONDS = 24 * 3600
VERSION = 1  # of the drawing: counts up when a card of the same facts looks different
GROUPS = 4


@require_safe
def card(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """The card of a page, as PNG. Raises NotFound, also for a page that there is not."""
    if kind not in CARDS:
        raise NotFound
    facts = CARDS[kind](slug)
    mark = hashlib.sha256(f"{VERSION}{facts!r}".encode()).hexdigest()
    etag = f'"{mark}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(_drawn(facts, mark), content_type="image/png", headers={"ETag": etag})
    patch_cache_control(answer, public=True, max_age=FRESH_SECONDS)
    return answer


def _drawn(facts: SocialCard, mark: str) -> bytes:
    """From the cache under what stands on it; nothing of a person does."""
    key = f"social-card:{mark}"
    data: bytes | None = cache.get(key)
    if data is None:
        data = draw_card(facts)
        cache.set(key, data, KEPT_SECONDS)
    return data


def _petition(slug: str) -> SocialCard:
    petition = get_petition(slug=slug, actor=ANYONE)
    shown = cards_of([petition])[0]
    reached = _("%(count)s of %(goal)s") % {"count": shown.count_text, "goal": shown.goal_text}
    target = _("To %(target)s") % {"target": petition.target}
    return SocialCard(
        petition.campaign.title,
        petition.title,
        (target, _("Signatures: %(reached)s") % {"reached": reached}),
        _groups(petition.campaign),
        progress=shown.count / shown.goal,
    )


def _campaign(slug: str) -> SocialCard:
    campaign = get_campaign(slug=slug, actor=ANYONE)
    text = _("A campaign to %(target)s") % {"target": campaign.target}
    return SocialCard(text, campaign.title, (campaign.demand,), _groups(campaign))


def _action(slug: str) -> SocialCard:
    action = get_action(slug=slug, actor=ANYONE)
    text = _("%(day)s, city by city") % {"day": day_text(action.date)}
    return SocialCard(action.campaign.title, action.title, (text,), _groups(action.campaign))


def _event(slug: str) -> SocialCard:
    event = get_event(slug=slug, actor=ANYONE)
    shown = EventCard(event, event.stage)
    when = f"{day_text(event.local_date)}, {hours_text(event)[0]} {zone_text(event.start)}"
    place = ", ".join(part for part in (event.place_name, shown.where) if part)
    state = shown.state_text if shown.stage in {"cancelled", "past"} else event.campaign.title
    return SocialCard(state, event.title, (when, place), event.group.name)


CARDS: dict[str, Callable[[str], SocialCard]] = {
    "petition": _petition,
    "campaign": _campaign,
    "action": _action,
    "event": _event,
}


def _groups(campaign: Campaign) -> str:
    names = [group.name for group in active_groups(campaign)[: GROUPS + 1]]
    return ", ".join(names[:GROUPS]) + (" …" if len(names) > GROUPS else "")
