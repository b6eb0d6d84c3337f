"""Makes actions, carries a change of the plan to the cities that follow it, and deletes plans that
no city has taken up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from campaign.models import Campaign
from campaign.selectors.partner import is_active_partner
from core.actors import Actor
from core.errors import FieldError, Forbidden, Invalid, NotFound, StateConflict
from core.lines import require_lines
from core.preconditions import require_version
from core.services.audit_entry import record
from core.slugs import require_slug
from events.action_plan import start_in
from events.local_time import Moment, require_year, require_zone
from events.models import Action, Event, EventState, Timing
from events.models.event import FOLLOWED
from events.policies import may_plan_event
from events.reminder_rule import DEFAULT_RULES, read_rules
from events.services.event_change import apply_change
from groups.models import Group
from groups.selectors.staff import standing_of

LONGEST_MINUTES = 31 * 24 * 60
CHANGEABLE = frozenset(
    {"title", "text", "date", "until", "local_time", "duration_minutes", "venue_hint", "capacity"}
    | {"reminders"}
)
FARTHEST = timedelta(hours=-12)  # from UTC: where a day ends last
TIME = frozenset({"date", "local_time"})  # of an action; `time` of its events


@dataclass
class Followers:
    """What a change of the plan did: cities that follow it, and what others keep of their own."""

    followed: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)


def create_action(
    *,
    slug: str,
    title: str,
    campaign: Campaign,
    group: Group,
    date: date,
    local_time: time,
    duration_minutes: int,
    actor: Actor,
    reminders: object = None,
    timing: Timing = Timing.LOCAL,
    timezone: str = "",
    **plan: Any,
) -> Action:
    """Plans an action in the group's name. By organizers and coordinators of an active partner.

    `plan` are `text`, `until`, `venue_hint` and `capacity`. Raises Invalid, Forbidden.
    """
    if not may_plan_event(standing_of(actor), campaign=campaign, group_id=group.pk):
        raise Forbidden(gettext("Actions are planned by organizers and coordinators of a partner."))
    if not is_active_partner(campaign_id=campaign.pk, group_id=group.pk):
        raise Forbidden(gettext("The group is no partner of this campaign."), code="not_a_partner")
    require_slug(slug)
    rules = list(DEFAULT_RULES) if reminders is None else read_rules(reminders)
    action = Action(
        slug=slug,
        title=title,
        campaign=campaign,
        group=group,
        date=date,
        local_time=local_time,
        duration_minutes=duration_minutes,
        timing=timing,
        timezone=timezone,
        reminders=[rule.as_json() for rule in rules],
        **plan,
    )
    _require_plan(action)
    _require_ahead(action, ("date", "until"))
    with transaction.atomic():
        _insert(action)
        _audit(action, "action.created", actor)
    return action


def update_action(
    *, action: Action, changes: Mapping[str, Any], version: int, actor: Actor
) -> tuple[Action, Followers]:
    """Changes the plan that the caller read; its cities follow in what they did not change.

    People who were told another time are told the new one. All or nothing: a time that does not
    exist in one city refuses the change and names the city. Events that are cancelled or past
    stay as they are. Nothing is written where nothing is another than before. Raises
    PreconditionFailed, Invalid, Forbidden, and StateConflict for a capacity below the seats taken.
    """
    require_may_change_plan(action, actor)
    with transaction.atomic():
        action = locked_action(action)
        require_version(sent=version, present=action.version)
        changed = set_plan(action, changes)
        if not changed:
            return action, Followers()
        action.version += 1
        action.save()
        followers = _carry(action, _followed(changed), actor)
        _audit(action, "action.changed", actor, fields=sorted(changed))
    return action, followers


def delete_action(*, action: Action, version: int, actor: Actor) -> None:
    """Deletes a plan that no city has taken up: nobody was told of it. By who may change it.

    Raises PreconditionFailed, NotFound where it was deleted before, StateConflict where it has a
    city, a draft or a cancelled one among them; Forbidden.
    """
    require_may_change_plan(action, actor)
    with transaction.atomic():
        action = locked_action(action)
        require_version(sent=version, present=action.version)
        if action.events.exists():
            raise StateConflict(
                gettext("This action has cities. Cancel their events instead."),
                code="action.has_cities",
            )
        _audit(action, "action.deleted", actor, title=action.title)
        action.delete()


def require_may_change_plan(action: Action, actor: Actor) -> None:
    """Raises Forbidden for who may not change the plan."""
    if not may_plan_event(standing_of(actor), campaign=action.campaign, group_id=action.group_id):
        raise Forbidden(
            gettext("The plan is changed by planners of its group and the coalition lead.")
        )


def set_plan(action: Action, changes: Mapping[str, Any]) -> list[str]:
    """Sets what may be changed and is another than before, and answers the names of it. Saves
    nothing. Raises Invalid for what no city could carry out."""
    wanted = _plain_changes(changes)
    changed = [name for name, value in wanted.items() if getattr(action, name) != value]
    for name in changed:
        setattr(action, name, wanted[name])
    _require_plan(action)
    _require_ahead(action, changed)
    return changed


def start_for(event: Event, action: Action) -> Moment:
    """When the plan lets the event start. Raises Invalid that names the city."""
    try:
        return start_in(action, event.timezone)
    except Invalid as error:
        errors = [FieldError(event.slug, item.code, item.detail) for item in error.errors]
        raise Invalid(_named(event, error.detail), errors=errors) from error


def _named(event: Event, detail: str) -> str:
    words = gettext("In %(place_name)s: %(detail)s")
    return words % {"place_name": event.place_name, "detail": detail}


def _carry(action: Action, names: list[str], actor: Actor) -> Followers:
    """Locks the events in order, so that two changes at once do not wait for each other."""
    followers = Followers()
    if not names:
        return followers
    events = action.events.select_for_update(of=("self",), no_key=True).order_by("pk")
    for event in events.select_related("campaign").exclude(state=EventState.CANCELLED):
        if event.has_begun():
            continue
        own = [name for name in names if name in event.own_fields]
        if own:
            followers.kept[event.slug] = own
        if len(own) < len(names):
            followers.followed.append(event.slug)
            changes = _changes_for(event, action, [name for name in names if name not in own])
            _carry_to(event, changes, actor)
    return followers


def _carry_to(event: Event, changes: Mapping[str, Any], actor: Actor) -> None:
    """Raises StateConflict that names the city for a capacity below its seats taken."""
    try:
        apply_change(event, changes, actor=actor)
    except StateConflict as error:
        raise StateConflict(_named(event, error.detail), code=error.code) from error


def _changes_for(event: Event, action: Action, names: list[str]) -> dict[str, Any]:
    """What the plan says now, for one city. Raises Invalid that names the city."""
    changes = {name: getattr(action, name) for name in names if name != "time"}
    if "time" in names:
        changes["start"] = start_for(event, action)
    return changes


def _followed(changed: list[str]) -> list[str]:
    """The names under which events follow what was changed."""
    names = {"time" if name in TIME else name for name in changed}
    return [name for name in FOLLOWED if name in names]


def _plain_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in changes.items() if name in CHANGEABLE}
    if "reminders" in plain:
        plain["reminders"] = [rule.as_json() for rule in read_rules(plain["reminders"])]
    return plain


def _require_plan(action: Action) -> None:
    """Raises Invalid for what no city could carry out."""
    require_lines({"title": action.title, "venue_hint": action.venue_hint})
    if not 0 < action.duration_minutes <= LONGEST_MINUTES:
        raise Invalid.field(
            "duration_minutes", "too_long", gettext("At most 31 days, at least a minute.")
        )
    require_year(action.date, field="date")
    if action.until is not None:
        require_year(action.until, field="until")
    if action.until is not None and action.until < action.date:
        raise Invalid.field(
            "until", "before_start", gettext("The last day comes before the first.")
        )
    if action.timing == Timing.INSTANT:
        require_zone(action.timezone)
        start_in(action, action.timezone)
    elif action.timezone:
        raise Invalid.field(
            "timezone",
            "invalid",
            gettext("A zone goes with timing `instant`; `local` is each city's own."),
        )


def _require_ahead(action: Action, changed: Iterable[str]) -> None:
    """Raises Invalid for a day named now that is over everywhere."""
    today = (datetime.now(UTC) + FARTHEST).date()
    for name in ("date", "until"):
        day = getattr(action, name)
        if name in changed and day is not None and day < today:
            raise Invalid.field(name, "in_past", gettext("This day has passed."))


def locked_action(action: Action) -> Action:
    """The plan as it is now, locked until the transaction ends. Raises NotFound once deleted."""
    rows = Action.objects.select_for_update(of=("self",)).select_related("campaign", "group")
    found = rows.filter(pk=action.pk).first()
    if found is None:
        raise NotFound(gettext("There is no such action."), code="action.unknown")
    return found


def _insert(action: Action) -> None:
    """The unique slug decides between two who make it at once."""
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid.field("slug", "taken", gettext("This web address is taken.")) from error


def _audit(action: Action, name: str, actor: Actor, **detail: Any) -> None:
    record(
        actor=actor,
        action=name,
        subject=action,
        group_id=action.group_id,
        campaign_id=action.campaign_id,
        detail=detail,
    )
