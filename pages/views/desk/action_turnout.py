"""Who came, city by city: expected and here, as a table with bars and as a file of counts."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.spreadsheet import safe_cell
from events.models import Stage
from events.policies import may_see_draft
from events.selectors.action import cities_on_board, get_action_at_desk
from groups.models import Group
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_board import City, cities_of, totals_of
from pages.desk_counts import Shown
from pages.desk_frame import desk_render
from pages.keyset import list_page
from pages.views.desk.action_board import action_days

# Units of the drawing of a bar.
WIDE = 200
PAGE = 80  # cities
COLUMNS = (
    "city", "state", "starts_at", "timezone", "group", "status", "capacity", "expected", "here",
    "waiting",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A city with the lengths of its two bars; None where the count is not shown. `url` is where it
    stands at the desk, empty for who does not work on it."""

    city: City
    url: str
    group: str
    expected: int | None
    here: int | None
    share: int | None


@require_safe
@desk_page
def turnout(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of the campaign's groups, with the counts that each may know. Raises
    NotFound."""
    action, standing = get_action_at_desk(slug=slug, actor=actor), standing_of(actor)
    cities = cities_of(cities_on_board(action=action, actor=actor), standing=standing)
    held = [city for city in cities if city.stage not in {Stage.CANCELLED, Stage.DRAFT}]
    page = list_page(request, [city.event for city in held], size=PAGE)
    shown = {event.pk for event in page.rows}
    facts = {
        "action": action,
        "days": action_days(action),
        "bars": _bars([city for city in held if city.event.pk in shown], held, standing),
        "page": page,
        "totals": totals_of(held),
        "wide": WIDE,
    }
    return desk_render(request, actor, "desk/action_turnout.html", facts, section="actions")


@require_safe
@desk_page
def turnout_csv(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The same counts as a file, of all cities; what is hidden on the page is hidden in it. Raises
    NotFound."""
    action = get_action_at_desk(slug=slug, actor=actor)
    cities = cities_of(cities_on_board(action=action, actor=actor), standing=standing_of(actor))
    groups = _groups(cities)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for city in cities:
        writer.writerow([safe_cell(cell) for cell in _cells(city, groups[city.event.group_id])])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{action.slug}-turnout.csv"'
    return response


def _groups(cities: Sequence[City]) -> dict[int, str]:
    ids = {city.event.group_id for city in cities}
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))


def _cells(city: City, group: str) -> list[str]:
    event = city.event
    capacity = "" if event.capacity is None else str(event.capacity)
    return [
        event.city,
        event.region,
        event.start.there.isoformat(),
        event.timezone,
        group,
        str(city.stage),
        capacity,
        *("" if count is None else str(count) for count in (city.going, city.here, city.waiting)),
    ]


def _bars(shown: Sequence[City], held: Sequence[City], standing: Standing) -> list[Bar]:
    """The longest bar of all cities is as wide as the drawing."""
    counts = [n for city in held for n in (city.going, city.here) if isinstance(n, int)]
    longest = max(counts, default=0)
    groups, root = _groups(shown), reverse("desk-events")
    return [
        Bar(
            city,
            f"{root}{city.event.slug}/" if may_see_draft(standing, city.event) else "",
            groups[city.event.group_id],
            _length(city.going, longest),
            _length(city.here, longest),
            _share(city),
        )
        for city in shown
    ]


def _length(count: Shown, longest: int) -> int | None:
    if not isinstance(count, int):
        return None
    return round(count * WIDE / longest) if longest else 0


def _share(row: City) -> int | None:
    """Here of those expected, in percent."""
    if not isinstance(row.going, int) or not isinstance(row.here, int) or not row.going:
        return None
    return round(100 * row.here / row.going)
