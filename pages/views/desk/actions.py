"""The actions of one's campaigns, and the next of the events that belong to none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.actors import Actor
from events.models import Action
from events.selectors.action import actions_at_desk
from events.selectors.action_figures import ActionFigures, action_figures
from events.selectors.event import at_desk, upcoming
from events.selectors.event_host import hosts
from events.when import day_text
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_board import board_rows
from pages.desk_counts import Total, shown_of_group, total_of
from pages.desk_frame import desk_render
from pages.keyset import keyset_page

PAGE = 20
EVENTS = 8


@dataclass(frozen=True)
class Line:
    """One action of the list."""

    action: Action
    figures: ActionFigures
    answers: Total

    @property
    def days(self) -> str:
        """The day, or the first and the last."""
        first, last = self.action.date, self.action.until
        return f"{day_text(first)} – {day_text(last)}" if last else day_text(first)

    @property
    def next_day(self) -> str:
        """When the next of its cities is on; empty once all are over."""
        return day_text(self.figures.next_day) if self.figures.next_day else ""


@require_safe
@desk_page
def actions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in: those of their campaigns, the latest day first."""
    standing = standing_of(actor)
    page = keyset_page(
        request,
        actions_at_desk(actor),
        "date",
        date.fromisoformat,
        size=PAGE,
        is_descending=True,
    )
    ahead = upcoming(at_desk(actor).filter(action=None)).order_by("starts_at", "pk")
    events = list(ahead[: EVENTS + 1])
    facts = {
        "page": page,
        "lines": _lines(page.rows, standing, actor),
        "rows": board_rows(events[:EVENTS], standing=standing),
        "has_more_events": len(events) > EVENTS,
        "may_plan": hosts(actor).exists(),
    }
    return desk_render(request, actor, "desk/actions.html", facts, section="actions")


def _lines(rows: Sequence[Action], standing: Standing, actor: Actor) -> list[Line]:
    figures = action_figures(rows, actor)
    return [Line(row, figures[row.pk], _answers(row, figures[row.pk], standing)) for row in rows]


def _answers(action: Action, figures: ActionFigures, standing: Standing) -> Total:
    return total_of(
        shown_of_group(standing, action.campaign, city.group_id, city.going)
        for city in figures.answers
    )
