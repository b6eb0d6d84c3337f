"""What a change of an event brings with it, for a row that the caller has locked.

One function, whoever changes it: its city, its plan, or new rules of its time zone. In one
transaction: the row, the plan that it leaves behind, the reminders that are due at other times
now, what is no longer owed, and the notice to those who may have been told another time or place.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Invalid, StateConflict
from core.services.audit_entry import record
from events.models import EarlierPlan, Event, EventState, Rsvp, RsvpState
from events.models.earlier_plan import PLANNED
from events.models.rsvp import SEATS
from events.policies import may_check_in
from events.sealed_place import Whereabouts, set_whereabouts, whereabouts_of
from events.selectors.rsvp import in_line
from events.services.reminder import cancel_reminders, plan_reminders
from events.services.rsvp_notice import cancel_owed_reminders, owe_notices
from events.services.rsvp_promotion import promote
from groups.selectors.staff import standing_of

ON_CALENDARS = frozenset({"title", "duration_minutes", "start", "place", "whereabouts"})


def apply_change(
    event: Event, changes: Mapping[str, Any], *, actor: Actor, name: str = "event.changed"
) -> None:
    """Sets columns by name; `start` is a Moment, `whereabouts` a Whereabouts with `is_private`,
    `place` an EventPlace. Saves, and does what follows.

    Raises Invalid for a start in the past, StateConflict for a capacity below the seats taken.
    """
    before = (event.starts_at, event.local_date, event.local_time, event.timezone, _where(event))
    left_behind = {name: getattr(event, name) for name in PLANNED}
    _set(event, changes)
    if "start" in changes and event.has_begun():
        raise Invalid.field("starts_at", "in_past", gettext("This time has passed."))
    after = (event.starts_at, event.local_date, event.local_time, event.timezone, _where(event))
    has_moved = before != after
    event.time_version += has_moved
    event.sequence += bool(ON_CALENDARS & set(changes))
    event.version += 1
    event.changed_at = timezone.now()
    if "capacity" in changes:
        _count_seats(event, actor)
    event.save()
    if has_moved:
        EarlierPlan.objects.create(event=event, **left_behind)
    _follow(event, has_moved=has_moved)
    audit_event(event, name, actor, fields=sorted(changes))


def _follow(event: Event, *, has_moved: bool) -> None:
    """Nobody has been told anything of a draft, and nothing is owed for what is cancelled."""
    if event.state != EventState.OPEN:
        return
    if has_moved:
        cancel_reminders(event, reason="moved")
        cancel_owed_reminders(event)
        owe_notices(event, "moved")
    plan_reminders(event)
    promote(event)


def _set(event: Event, changes: Mapping[str, Any]) -> None:
    columns = {
        name: value
        for name, value in changes.items()
        if name not in {"start", "place", "whereabouts", "is_private"}
    }
    if "place" in changes:
        columns |= changes["place"].as_fields()
    for name, value in columns.items():
        setattr(event, name, value)
    if "start" in changes or "duration_minutes" in changes:
        event.set_start(changes.get("start", event.start))
    if "whereabouts" in changes:
        is_private = changes.get("is_private", event.is_private)
        set_whereabouts(event, changes["whereabouts"], is_private=is_private)


def _where(event: Event) -> tuple[str, str, Whereabouts]:
    return event.city, event.region, whereabouts_of(event)._replace(directions="")


def _count_seats(event: Event, actor: Actor) -> None:
    """Under the event's lock nobody comes or goes. Raises StateConflict."""
    going = Rsvp.objects.filter(event=event, state=RsvpState.GOING)
    taken = going.aggregate(seats=Sum(SEATS))["seats"] or 0
    if event.capacity is not None and taken > event.capacity:
        raise StateConflict(_taken_words(event, taken, actor), code="event.seats_taken")
    event.seats_taken = taken
    event.people_waiting = in_line(event).count()


def _taken_words(event: Event, taken: int, actor: Actor) -> str:
    """With the number for those alone who see who comes: others may not know a small one."""
    if may_check_in(standing_of(actor), event):
        words = gettext("%(taken)s seats are taken; the capacity cannot be less.")
        return words % {"taken": taken}
    return gettext("More seats than that are taken; the capacity cannot be so small.")


def audit_event(event: Event, name: str, actor: Actor, **detail: Any) -> None:
    """One entry in the audit log; call it last in the transaction that it tells of."""
    record(
        actor=actor,
        action=name,
        subject=event,
        group_id=event.group_id,
        campaign_id=event.campaign_id,
        detail=detail,
    )
