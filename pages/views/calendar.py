"""Calendars for everyone, to take into a calendar or to subscribe to. They name no private address.

Many programs ask for each of them every few minutes: the ETag is that of the bytes, so that most
are told that nothing has changed.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from campaign.selectors.campaign import get_campaign
from core.actors import ANYONE
from events.event_calendar import CONTENT_TYPE, calendar_of
from events.selectors.action import events_of, get_action
from events.selectors.event import for_calendar, get_event, visible_to

FRESH_SECONDS = 300


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event, however long ago. Raises NotFound, also for a draft."""
    event = get_event(slug=slug, actor=ANYONE)
    return _answer(request, calendar_of([event], name=event.title), file_name=f"{slug}.ics")


@require_safe
def action_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An action city by city. Raises NotFound."""
    action = get_action(slug=slug, actor=ANYONE)
    events = for_calendar(events_of(action=action, actor=ANYONE))
    return _answer(request, calendar_of(events, name=action.title))


@require_safe
def campaign_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All events of a campaign. Raises NotFound, also for a draft."""
    campaign = get_campaign(slug=slug, actor=ANYONE)
    events = for_calendar(visible_to(ANYONE).filter(campaign=campaign))
    return _answer(request, calendar_of(events, name=campaign.title))


def _answer(request: HttpRequest, data: bytes, *, file_name: str = "") -> HttpResponseBase:
    """The calendar, or 304 to who has it already; with a file name it is saved, not shown."""
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["ETag"] = etag = f'"{hashlib.sha256(data).hexdigest()}"'
    if file_name:
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return get_conditional_response(request, etag=etag, response=response) or response
