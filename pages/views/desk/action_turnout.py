"""Who came, city by city: expected and here, as a table with bars and as a file of counts."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.spreadsheet import safe_cell
from events.models import Stage
from events.selectors.action import events_on_board, get_action_at_desk
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_board import Row, board_rows, totals_of
from pages.desk_counts import Shown
from pages.desk_frame import desk_render
from pages.views.desk.action_board import action_days

# Units of the drawing of a bar.
WIDE = 200
COLUMNS = (
    "city", "state", "starts_at", "timezone", "group", "status", "capacity", "expected", "here",
    "waiting",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A city's row with the lengths of its two bars; None where the count is not shown."""

    row: Row
    expected: int | None
    here: int | None
    share: int | None


@require_safe
@desk_page
def turnout(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of the campaign's groups, with the counts that each may know. Raises
    NotFound."""
    action = get_action_at_desk(slug=slug, actor=actor)
    rows = board_rows(events_on_board(action=action, actor=actor), standing=standing_of(actor))
    held = [row for row in rows if row.stage not in {Stage.CANCELLED, Stage.DRAFT}]
    facts = {
        "action": action,
        "days": action_days(action),
        "bars": _bars(held),
        "totals": totals_of(held),
        "wide": WIDE,
    }
    return desk_render(request, actor, "desk/action_turnout.html", facts, section="actions")


@require_safe
@desk_page
def turnout_csv(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The same counts as a file; what is hidden on the page is hidden in it. Raises NotFound."""
    action = get_action_at_desk(slug=slug, actor=actor)
    rows = board_rows(events_on_board(action=action, actor=actor), standing=standing_of(actor))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row)])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{action.slug}-turnout.csv"'
    return response


def _cells(row: Row) -> list[str]:
    event = row.event
    capacity = "" if event.capacity is None else str(event.capacity)
    return [
        event.city,
        event.region,
        event.start.there.isoformat(),
        event.timezone,
        event.group.name,
        str(row.stage),
        capacity,
        *("" if count is None else str(count) for count in (row.going, row.here, row.waiting)),
    ]


def _bars(rows: Sequence[Row]) -> list[Bar]:
    """The longest bar is as wide as the drawing."""
    counts = [n for row in rows for n in (row.going, row.here) if isinstance(n, int)]
    longest = max(counts, default=0)
    return [
        Bar(row, _length(row.going, longest), _length(row.here, longest), _share(row))
        for row in rows
    ]


def _length(count: Shown, longest: int) -> int | None:
    if not isinstance(count, int):
        return None
    return round(count * WIDE / longest) if longest else 0


def _share(row: Row) -> int | None:
    """Here of those expected, in percent."""
    if not isinstance(row.going, int) or not isinstance(row.here, int) or not row.going:
        return None
    return round(100 * row.here / row.going)
