"""Adds cities to an action: several rows, one press, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import FieldError, Forbidden, Invalid
from events.event_place import find_place
from events.models import Action, EventState
from events.selectors.action import get_action_at_desk
from events.selectors.event_host import host_groups
from events.services.event import create_events_of
from groups.models import Group
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.desk_times import UNCLEAR, chosen_moment, meant_options, unclear_words
from pages.event_forms import (
    city_errors,
    city_inputs,
    city_words,
    group_options,
    place_inputs,
    read_city,
    read_door,
    seats_words,
)
from pages.typed_fields import Options, Typed, TypedField, TypedForm
from pages.views.desk.action_board import action_days

FEWEST_ROWS, MOST_ROWS = 3, 30
# What makes a row one to read: the rest has a value from the start.
TELLING = ("city", "region", "venue", "address", "capacity", "is_private", "local_time", "date")


@dataclass(frozen=True)
class CityRow:
    """One row of the form. `problem` is what is wrong with no input of its own."""

    number: int
    main: Sequence[TypedField]
    more: Sequence[TypedField]
    problem: str
    has_more: bool


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def add_cities(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of a partner. Raises NotFound for who does not work on the action, Forbidden."""
    action = get_action_at_desk(slug=slug, actor=actor)
    groups = host_groups(campaign=action.campaign, actor=actor)
    if not groups:
        raise Forbidden(_("Cities are added by organizers and coordinators of a partner."))
    if request.method != "POST":
        return _page(request, actor, action, groups, {"state": str(EventState.OPEN)}, {})
    data = request.POST.dict()
    if "more_rows" in data:
        return _page(request, actor, action, groups, data, {}, more=FEWEST_ROWS)
    rows = [Typed(data, f"{number}.") for number in range(_count(data))]
    filled = [row for row in rows if any(row.raw(name).strip() for name in TELLING)]
    try:
        made = create_events_of(action=action, cities=_cities(filled, action, groups), actor=actor)
    except Invalid as error:
        errors = _by_row(error.errors, filled)
        problem = "" if errors else error.detail
        return _page(request, actor, action, groups, data, errors, problem=problem, status=400)
    words = ngettext("%(number)s city is added.", "%(number)s cities are added.", len(made))
    return done(request, words % {"number": len(made)}, "desk-action", action.slug)


def _cities(
    rows: Sequence[Typed], action: Action, groups: Sequence[Group]
) -> list[tuple[Group, Mapping[str, Any]]]:
    """What the rows say, as the service takes it. Raises Invalid with all that is wrong in them,
    each error under its row's place among those that were filled in."""
    if not rows:
        raise Invalid(_("Name at least one city."))
    cities = [_city(row, action, groups) for row in rows]
    errors = [
        FieldError(f"{place}.{item.field}", item.code, item.detail)
        for place, row in enumerate(rows)
        for item in row.errors
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return cities


def _city(typed: Typed, action: Action, groups: Sequence[Group]) -> tuple[Group, Mapping[str, Any]]:
    read_city(typed)  # so that all that is wrong in the rows is said at once
    fields: dict[str, Any] = dict(city_words(Typed(typed.data, typed.prefix)) or {})
    door = read_door(typed)
    fields |= {name: value for name, value in door.items() if value}
    fields |= _own_time(typed, action, fields)
    capacity = typed.number("capacity", said=seats_words())
    if capacity is not None:
        fields["capacity"] = capacity
    fields["state"] = _state_in(typed.data)
    slugs = {group.slug: group for group in groups}
    chosen = typed.raw("group") or groups[0].slug
    if chosen not in slugs:
        typed.wrong("group", "invalid", _("Choose the group that hosts."))
    return slugs.get(chosen, groups[0]), fields


def _own_time(typed: Typed, action: Action, place: Mapping[str, Any]) -> dict[str, Any]:
    """The day and time that the city chose, and which of two moments was meant."""
    day, at = typed.day("date"), typed.clock("local_time")
    own = {name: value for name, value in (("date", day), ("local_time", at)) if value is not None}
    if not typed.raw("meant"):
        return own
    local = datetime.combine(day or action.date, at or action.local_time)
    moment = chosen_moment(typed, local, _zone_of(place))
    if moment is None:
        return own
    return {
        "date": moment.local.date(),
        "local_time": moment.local.time(),
        "fold": moment.fold,
    }


def _zone_of(place: Mapping[str, Any]) -> str:
    """The zone of what was typed; UTC, where every time is clear, for no place at all."""
    words = {name: place[name] for name in ("city", "region", "postal_code") if name in place}
    try:
        return find_place(**words).timezone
    except Invalid:
        return "UTC"


def _by_row(errors: Sequence[FieldError], filled: Sequence[Typed]) -> dict[str, list[FieldError]]:
    """The errors by the prefix of the row that they are about, at the inputs of this form."""
    found: dict[str, list[FieldError]] = {}
    for error in errors:
        place, _dot, name = error.field.partition(".")
        row = filled[int(place)]
        item = FieldError(name, error.code, error.detail)
        at_inputs = city_errors((item,), row.raw("city"))
        found.setdefault(row.prefix, []).extend(_at_input(each) for each in at_inputs)
    return found


def _at_input(error: FieldError) -> FieldError:
    if error.code in UNCLEAR:
        return FieldError("meant", error.code, unclear_words(error.code))
    name = {"slug": "city", "starts_at": "date", "timezone": "city"}.get(error.field, error.field)
    detail = error.detail
    if error.field == "slug" and error.code == "taken":
        detail = _("This action has an event in this city already.")
    return FieldError(name, error.code, detail)


def _named(prefix: str, error: FieldError) -> FieldError:
    """For the list above the rows: with the number of its row."""
    words = {"number": int(prefix.rstrip(".")) + 1, "detail": error.detail}
    detail = _("City %(number)s: %(detail)s") % words
    return FieldError(f"{prefix}{error.field}", error.code, detail)


def _state_in(data: Mapping[str, str]) -> EventState:
    """Open unless drafts were asked for."""
    is_draft = data.get("state") == EventState.DRAFT
    return EventState.DRAFT if is_draft else EventState.OPEN


def _count(data: Mapping[str, str]) -> int:
    text = data.get("rows", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else FEWEST_ROWS
    return min(max(number, FEWEST_ROWS), MOST_ROWS)


def _row(
    number: int,
    data: Mapping[str, str],
    errors: Sequence[FieldError],
    action: Action,
    groups: Sequence[Group],
) -> CityRow:
    form = TypedForm(data, errors, prefix=f"{number}.")
    capacity = form.input("capacity", _("Seats"), "number", is_optional=True)
    main = [*city_inputs(form), *place_inputs(form), capacity]
    if len(groups) > 1:
        options = group_options(groups)
        main.append(form.input("group", _("Group that hosts"), "select", options=options))
    meant = _meant(data, number, errors, action)
    if meant:
        main.append(form.input("meant", _("Which of these is meant"), "radios", options=meant))
    more = [
        form.input("date", _("Another day"), "date", is_optional=True),
        form.input("local_time", _("Another time"), "time", is_optional=True),
    ]
    shown = {field.name for field in (*main, *more)}
    loose = [item.detail for item in errors if f"{number}.{item.field}" not in shown]
    has_more = any(field.value or field.error for field in more)
    return CityRow(number, main, more, " ".join(loose), has_more)


def _meant(
    data: Mapping[str, str], number: int, errors: Sequence[FieldError], action: Action
) -> Options:
    if not any(error.code in UNCLEAR for error in errors):
        return ()
    typed = Typed(data, f"{number}.")
    place = city_words(typed) or {}
    day, at = typed.day("date"), typed.clock("local_time")
    local = datetime.combine(day or action.date, at or action.local_time)
    return meant_options(local, _zone_of(place))


def _page(
    request: HttpRequest,
    actor: Actor,
    action: Action,
    groups: Sequence[Group],
    data: Mapping[str, str],
    errors: Mapping[str, Sequence[FieldError]],
    *,
    problem: str = "",
    more: int = 0,
    status: int = 200,
) -> HttpResponse:
    count = min(_count(data) + more, MOST_ROWS)
    rows = [
        _row(number, data, errors.get(f"{number}.", ()), action, groups) for number in range(count)
    ]
    facts = {
        "action": action,
        "days": action_days(action),
        "rows": rows,
        "count": count,
        "can_have_more": count < MOST_ROWS,
        "state": _state_in(data),
        "errors": [_named(prefix, item) for prefix, items in errors.items() for item in items],
        "problem": problem,
    }
    template = "desk/action_cities.html"
    return desk_render(request, actor, template, facts, section="actions", status=status)
