"""Moves events to another time or place, cancels them, and takes a cancellation back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Invalid, StateConflict
from core.lines import require_lines
from core.preconditions import require_version
from events.event_place import EventPlace
from events.local_time import Moment
from events.models import Event, EventState
from events.models.event import TRANSITIONS
from events.sealed_place import whereabouts_of
from events.services.event import (
    LINES,
    locked_event,
    require_duration,
    require_in_plan,
    require_may_change,
    require_place,
    take_as_own,
)
from events.services.event_change import apply_change
from events.services.reminder import cancel_reminders
from events.services.rsvp_notice import cancel_owed_reminders, owe_notices


def move_event(
    *,
    event: Event,
    version: int,
    actor: Actor,
    start: Moment | None = None,
    duration_minutes: int | None = None,
    place: EventPlace | None = None,
    where: Mapping[str, str] | None = None,
    is_private: bool | None = None,
) -> Event:
    """Moves the version that the caller read to another time, place or address.

    `where` has some of `venue`, `address` and `directions`. What is owed for the old plan is
    cancelled, reminders are planned anew, and those who were told otherwise are told once. Raises
    PreconditionFailed, StateConflict when it is cancelled or has begun, Invalid, Forbidden.
    """
    require_may_change(event, actor)
    require_lines({name: text for name, text in (where or {}).items() if name in LINES})
    if duration_minutes is not None:
        require_duration(duration_minutes)
    with transaction.atomic():
        event = locked_event(event)
        require_move(event, version=version, start=start, where=where, is_private=is_private)
        given = {"start": start, "duration_minutes": duration_minutes, "place": place}
        changes: dict[str, Any] = {k: value for k, value in given.items() if value is not None}
        if where or is_private is not None:
            changes["whereabouts"] = whereabouts_of(event)._replace(**(where or {}))
            changes["is_private"] = event.is_private if is_private is None else is_private
        take_as_own(event, changes)
        apply_change(event, changes, actor=actor, name="event.moved")
    return event


def require_move(
    event: Event,
    *,
    version: int,
    start: Moment | None,
    where: Mapping[str, str] | None,
    is_private: bool | None,
) -> None:
    """Whether the event as the caller read it can move so; nothing is written. Arguments as of
    `move_event`.

    Raises PreconditionFailed, StateConflict, and Invalid for a start in the past, another day that
    the plan does not have, and for taking from an open event the private address that those who
    confirm are told.
    """
    require_version(sent=version, present=event.version)
    _require_movable(event)
    if start is not None:
        if start.instant <= timezone.now():
            raise Invalid.field("starts_at", "in_past", gettext("This time has passed."))
        if event.action is not None and start.local.date() != event.local_date:
            require_in_plan(event.action, start.local.date())
    if event.state == EventState.OPEN and (where or is_private is not None):
        place = whereabouts_of(event)._replace(**(where or {}))
        require_place(place, is_private=event.is_private if is_private is None else is_private)


def open_event(*, event: Event, version: int, actor: Actor) -> Event:
    """A draft is public from now on. Harmless when it is open. Raises as `move_event`, Invalid also
    for a private place without an address."""
    return _change_state(event, EventState.DRAFT, EventState.OPEN, version=version, actor=actor)


def cancel_event(*, event: Event, version: int, actor: Actor) -> Event:
    """It does not take place: everyone who comes is told once, and nobody reminded.

    Harmless when it is cancelled. Raises as `move_event`.
    """
    return _change_state(event, EventState.OPEN, EventState.CANCELLED, version=version, actor=actor)


def reopen_event(*, event: Event, version: int, actor: Actor) -> Event:
    """It takes place after all: those who were told otherwise are told, reminders that are still
    ahead are owed again. Harmless when it is open. Raises as `move_event`.
    """
    return _change_state(event, EventState.CANCELLED, EventState.OPEN, version=version, actor=actor)


def _change_state(
    event: Event, old: EventState, new: EventState, *, version: int, actor: Actor
) -> Event:
    require_may_change(event, actor)
    with transaction.atomic():
        event = locked_event(event)
        if event.state == new:
            return event
        require_version(sent=version, present=event.version)
        if event.state != old or new not in TRANSITIONS[event.state]:
            raise StateConflict(
                gettext("The event is %(state)s.") % {"state": event.state},
                code=f"event.{event.state}",
            )
        _require_ahead(event)
        if old == EventState.DRAFT:
            require_place(whereabouts_of(event), is_private=event.is_private)
        event.sequence += old != EventState.DRAFT
        apply_change(event, {"state": new}, actor=actor, name=f"event.{_verb(old, new)}")
        _tell(event, old)
    return event


def _tell(event: Event, old: EventState) -> None:
    if event.state == EventState.CANCELLED:
        cancel_reminders(event, reason="event_cancelled")
        cancel_owed_reminders(event)
        owe_notices(event, "cancelled")
    elif old == EventState.CANCELLED:
        owe_notices(event, "reopened")


def _verb(old: EventState, new: EventState) -> str:
    if new == EventState.CANCELLED:
        return "cancelled"
    return "opened" if old == EventState.DRAFT else "reopened"


def _require_movable(event: Event) -> None:
    if event.state == EventState.CANCELLED:
        raise StateConflict(
            gettext("The event is cancelled. Reopen it first."), code="event.cancelled"
        )
    if event.state != EventState.DRAFT:  # whose time may have passed while it was thought over
        _require_ahead(event)


def _require_ahead(event: Event) -> None:
    if event.has_begun():
        raise StateConflict(gettext("The event has begun, or is over."), code="event.past")
