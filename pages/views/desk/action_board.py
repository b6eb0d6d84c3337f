"""The board of an action's cities: the page with which an organizer runs the day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.actors import Actor
from events.models import Action
from events.policies import may_plan_event
from events.selectors.action import events_on_board, get_action_at_desk
from events.selectors.event_host import host_groups
from events.when import clock, day_text
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_board import board_map, board_rows, totals_of
from pages.desk_frame import desk_render


@require_safe
@desk_page
def action_board(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of the campaign's groups and administrators; each with the counts that they may
    know. Asked by htmx it answers the board alone. Raises NotFound."""
    action = get_action_at_desk(slug=slug, actor=actor)
    part = bool(getattr(request, "htmx", False))
    template = "desk/parts/board.html" if part else "desk/action.html"
    facts = board_facts(action, actor)
    return desk_render(request, actor, template, facts, section="actions")


def board_facts(action: Action, actor: Actor) -> dict[str, Any]:
    """What the board shows to this person."""
    standing = standing_of(actor)
    events = events_on_board(action=action, actor=actor)
    rows = board_rows(events, standing=standing)
    return {
        "action": action,
        "days": action_days(action),
        "start": clock(action.local_time, "US"),
        "rows": rows,
        "totals": totals_of(rows),
        "city_map": board_map(rows),
        "now": timezone.now(),
        "may_edit": may_plan_event(standing, campaign=action.campaign, group_id=action.group_id),
        "may_add": bool(host_groups(campaign=action.campaign, actor=actor)),
    }


def action_days(action: Action) -> str:
    """Sunday 12 July 2026; of several the first and the last."""
    first = day_text(action.date)
    return f"{first} – {day_text(action.until)}" if action.until else first
