"""What a change of an action's plan would do in its cities, before anything is written."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from core.actors import Actor
from core.errors import FieldError, Invalid
from core.preconditions import require_version
from events.local_time import Moment
from events.models import Action, Event, EventState
from events.services.action import TIME, require_may_change_plan, set_plan, start_for


@dataclass(frozen=True)
class CityChange:
    """A city that is ahead; `becomes` is None where it keeps a time of its own."""

    event: Event
    becomes: Moment | None

    @property
    def moves(self) -> bool:
        return self.becomes is not None and self.becomes != self.event.start


@dataclass(frozen=True)
class PlanChange:
    """`changed` are names of the plan; `cities` those that are ahead, in the order of their
    start, and empty where day and time stay as they are."""

    changed: list[str]
    cities: list[CityChange]


def plan_change(
    *, action: Action, changes: Mapping[str, Any], version: int, actor: Actor
) -> PlanChange:
    """As `update_action` would do it; nothing is written. In one query.

    Raises PreconditionFailed, Forbidden, and Invalid that names the city for a time that is past
    or does not exist there.
    """
    require_may_change_plan(action, actor)
    require_version(sent=version, present=action.version)
    planned = copy(action)
    changed = set_plan(planned, changes)
    if not TIME & set(changed):
        return PlanChange(changed, [])
    events = action.events.exclude(state=EventState.CANCELLED).order_by("starts_at", "pk")
    ahead = [
        event
        for event in events.select_related("campaign", "group").defer("text")
        if not event.has_begun()
    ]
    return PlanChange(changed, [_city(event, planned) for event in ahead])


def _city(event: Event, planned: Action) -> CityChange:
    if "time" in event.own_fields:
        return CityChange(event, None)
    return CityChange(event, _ahead(event, start_for(event, planned)))


def _ahead(event: Event, start: Moment) -> Moment:
    """Raises Invalid that names the city."""
    there = copy(event)
    there.set_start(start)
    if there.has_begun():
        detail = gettext("In %(place_name)s: %(detail)s") % {
            "place_name": event.place_name,
            "detail": gettext("This time has passed."),
        }
        raise Invalid(detail, errors=[FieldError(event.slug, "in_past", detail)])
    return start


def place_names(action: Action, slugs: Iterable[str]) -> list[str]:
    """The names of the action's cities with these slugs: Oakland, CA."""
    rows = action.events.filter(slug__in=list(slugs)).only("city", "region")
    return [event.place_name for event in rows.order_by("city", "region", "pk")]
