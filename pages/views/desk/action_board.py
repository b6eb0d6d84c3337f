"""The board of an action's cities: the page with which an organizer runs the day."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.actors import Actor
from events.models import Action, Event
from events.policies import may_plan_event
from events.selectors.action import cities_on_board, events_on_board, get_action_at_desk
from events.selectors.event_host import host_groups
from events.when import clock, day_text
from events.zone_names import zone_name
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_board import board_map, board_rows, cities_of, totals_of
from pages.desk_frame import desk_render
from pages.keyset import list_page

PAGE = 25  # cities


@require_safe
@desk_page
def action_board(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of the campaign's groups and administrators; each with the counts that they may
    know. Asked by htmx it answers the board alone. Raises NotFound."""
    action = get_action_at_desk(slug=slug, actor=actor)
    facts = _board_facts(request, action, actor)
    part = bool(getattr(request, "htmx", False))
    template = "desk/parts/board.html" if part else "desk/action.html"
    return desk_render(request, actor, template, facts, section="actions")


def _board_facts(request: HttpRequest, action: Action, actor: Actor) -> dict[str, Any]:
    """All cities are counted and on the map; those of one page are shown."""
    standing = standing_of(actor)
    events = cities_on_board(action=action, actor=actor)
    page = list_page(request, events, size=PAGE)
    cities = cities_of(events, standing=standing)
    of_event = {city.event.pk: city for city in cities}
    shown = events_on_board(action=action, ids=[event.pk for event in page.rows])
    may_edit = may_plan_event(standing, campaign=action.campaign, group_id=action.group_id)
    return {
        "action": action,
        "days": action_days(action),
        "zone": zone_name(action.timezone),
        "start": clock(action.local_time, "US"),
        "rows": board_rows(
            shown, standing=standing, cities=[of_event[event.pk] for event in shown]
        ),
        "page": page,
        "this_url": request.get_full_path(),
        "totals": totals_of(cities),
        "city_map": board_map(cities, _elsewhere(events, page.rows)),
        "now": timezone.now(),
        "may_edit": may_edit,
        # Others' drafts are cities, too, though not shown.
        "may_delete": may_edit and not events and not action.events.exists(),
        "may_add": bool(host_groups(campaign=action.campaign, actor=actor)),
    }


def _elsewhere(events: Sequence[Event], shown: Sequence[Event]) -> dict[int, str]:
    """Where the rows of the cities are that stand on other pages, by event id."""
    here = {event.pk for event in shown}
    begins = [f"?after={events[n - 1].pk}" if n else "?" for n in range(0, len(events), PAGE)]
    return {
        event.pk: f"{begins[n // PAGE]}#{event.slug}"
        for n, event in enumerate(events)
        if event.pk not in here
    }


def action_days(action: Action) -> str:
    """Sunday 12 July 2026; of several the first and the last."""
    first = day_text(action.date)
    return f"{first} – {day_text(action.until)}" if action.until else first
