"""Makes events, alone or city by city from an action's plan, and changes what is no move."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from campaign.models import Campaign
from campaign.selectors.partner import is_active_partner
from core.actors import Actor
from core.errors import FieldError, Forbidden, Invalid
from core.lines import require_lines
from core.preconditions import require_version
from core.slugs import MAX_LENGTH, require_slug
from events.action_plan import start_in
from events.event_place import EventPlace, find_place
from events.local_time import Moment, in_zone, require_zone
from events.models import Action, Event, EventState
from events.models.event import FOLLOWED
from events.policies import may_change_event, may_plan_event
from events.reminder_rule import DEFAULT_RULES, read_rules
from events.sealed_place import PRIVATE, Whereabouts, set_whereabouts, whereabouts_of
from events.services.action import locked_action
from events.services.event_change import apply_change, audit_event
from events.services.reminder import plan_reminders
from groups.models import Group
from groups.selectors.staff import standing_of
from petitions.models import Bundle

LONGEST_MINUTES = 31 * 24 * 60
MOST_CITIES = 500
ZONE_SLACK = timedelta(hours=3)
LINES = ("title", "venue", "address", "venue_hint")
PLACE = ("city", "region", "postal_code", "country")
# What a PATCH may change; when and where is `services.event_move`.
CHANGEABLE = frozenset(
    {"title", "text", "venue_hint", "accessibility", "directions", "capacity", "reminders"}
    | {"bundle"}
)


def create_event(
    *,
    campaign: Campaign,
    group: Group,
    start: Moment,
    place: EventPlace,
    actor: Actor,
    action: Action | None = None,
    own_fields: Sequence[str] = (),
    confirm: bool = False,
    **fields: Any,
) -> Event:
    """Makes an event of the group. By its planners, or the coalition lead, of an active partner.

    `fields` are `slug`, `title`, `text`, `duration_minutes`, `capacity`, `reminders`, `venue_hint`,
    `accessibility`, `bundle`, `state`, and of the place `is_private`, `venue`, `address`,
    `directions`. `confirm` lets clocks of another zone pass. Raises Invalid, Forbidden.
    """  # fmt: skip
    require_may_plan(campaign, group, actor)
    if not confirm:
        _require_near(start, place)
    rules = fields.pop("reminders", None)
    kept = list(DEFAULT_RULES) if rules is None else read_rules(rules)
    where = Whereabouts(**{name: fields.pop(name, "") for name in PRIVATE})
    is_private = fields.pop("is_private", False)
    require_lines(
        {name: text for name in LINES if (text := {**where._asdict(), **fields}.get(name))}
    )
    event = Event(
        campaign=campaign, group=group, action=action, own_fields=list(own_fields),
        reminders=[rule.as_json() for rule in kept], **place.as_fields(), **fields,
    )  # fmt: skip
    require_duration(event.duration_minutes)
    require_bundle(event.bundle, campaign)
    event.set_start(start)
    if event.has_begun():
        raise Invalid.field("starts_at", "in_past", gettext("This time has passed."))
    set_whereabouts(event, where, is_private=is_private)
    if event.state == EventState.OPEN:
        require_place(where, is_private=is_private)
    with transaction.atomic():
        _insert(event)
        if event.state == EventState.OPEN:
            plan_reminders(event)
        audit_event(event, "event.created", actor)
    return event


def create_events_of(
    *, action: Action, cities: Sequence[tuple[Group, Mapping[str, Any]]], actor: Actor
) -> list[Event]:
    """One event for each city of the list, by the plan and what the city has of its own; all or
    none. Each city is its group and its fields: those of `create_event`, `city` and `region` or
    `postal_code`, and of the time `date`, `local_time`, `fold`, `timezone`.

    Raises Invalid whose fields begin with the city's place in the list: `0.city`; NotFound for a
    plan that was deleted meanwhile.
    """
    if not 0 < len(cities) <= MOST_CITIES:
        raise Invalid(
            gettext("Send a list of 1 to %(most_cities)s cities.") % {"most_cities": MOST_CITIES}
        )
    errors: list[FieldError] = []
    events: list[Event] = []
    with transaction.atomic():
        action = locked_action(action)  # neither changed nor deleted meanwhile
        for number, (group, fields) in enumerate(cities):
            try:
                events.append(_create_in_city(action, group, dict(fields), actor))
            except Invalid as error:
                found = error.errors or (FieldError("", error.code, error.detail),)
                errors += [_at(number, item) for item in found]
        if errors:
            raise Invalid(gettext("Some cities need another look; none was made."), errors=errors)
    return events


def update_event(*, event: Event, changes: Mapping[str, Any], version: int, actor: Actor) -> Event:
    """Changes what is no matter of when and where. What the plan says too is the city's own then.

    Raises PreconditionFailed when someone else changed it since, StateConflict for a capacity
    below the seats taken, Invalid, Forbidden.
    """
    require_may_change(event, actor)
    changes = {name: value for name, value in changes.items() if name in CHANGEABLE}
    if "reminders" in changes:
        changes["reminders"] = [rule.as_json() for rule in read_rules(changes["reminders"])]
    require_lines({name: changes[name] for name in LINES if name in changes})
    require_bundle(changes.get("bundle"), event.campaign)
    with transaction.atomic():
        event = locked_event(event)
        require_version(sent=version, present=event.version)
        if "directions" in changes:
            where = whereabouts_of(event)._replace(directions=changes.pop("directions"))
            changes["whereabouts"] = where
        take_as_own(event, changes)
        apply_change(event, changes, actor=actor)
    return event


def require_may_plan(campaign: Campaign, group: Group, actor: Actor) -> None:
    """Raises Forbidden for who may not make events of this group in this campaign."""
    if not may_plan_event(standing_of(actor), campaign=campaign, group_id=group.pk):
        raise Forbidden(
            gettext("Events are made by planners of their group and the coalition lead.")
        )
    if not is_active_partner(campaign_id=campaign.pk, group_id=group.pk):
        raise Forbidden(gettext("The group is no partner of this campaign."), code="not_a_partner")


def require_may_change(event: Event, actor: Actor) -> None:
    """Raises Forbidden for who may see the event and not change it."""
    if not may_change_event(standing_of(actor), event):
        raise Forbidden(
            gettext("Events are changed by planners of their group and the coalition lead.")
        )


def require_duration(minutes: int) -> None:
    """Raises Invalid for a duration of nothing, or of more than a month."""
    if minutes <= 0:
        raise Invalid.field(
            "duration_minutes", "invalid", gettext("An event ends after it starts.")
        )
    if minutes > LONGEST_MINUTES:
        raise Invalid.field(
            "duration_minutes", "too_long", gettext("An event lasts at most 31 days.")
        )


def require_place(where: Whereabouts, *, is_private: bool) -> None:
    """Raises Invalid for a private place that nobody could be told of; drafts may lack it."""
    if is_private and not (where.venue.strip() or where.address.strip()):
        raise Invalid.field(
            "address", "required", gettext("Name the place: those who confirm are told it.")
        )


def require_in_plan(action: Action, day: date) -> None:
    """Raises Invalid for a day beside those of the plan. Where the plan is of a single one, a city
    may choose a day of its own."""
    first, last = action.date, action.until or action.date
    if first != last and not first <= day <= last:
        raise Invalid.field("date", "outside_plan", gettext("The plan is for other days."))


def require_bundle(bundle: Bundle | None, campaign: Campaign) -> None:
    """Raises Invalid for a bundle of another campaign's petition, as if there were none."""
    if bundle is not None and bundle.petition.campaign_id != campaign.pk:
        raise Invalid.field("bundle", "unknown", gettext("This campaign has no such bundle."))


def locked_event(event: Event) -> Event:
    """The event as it is now, locked until the transaction ends."""
    rows = Event.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign", "group", "action", "bundle").get(pk=event.pk)


def take_as_own(event: Event, changes: Mapping[str, Any]) -> None:
    """What a city changes of its plan is its own from then on."""
    if event.action_id is not None:
        names = {"time" if name == "start" else name for name in changes}
        own = {*event.own_fields, *(names & set(FOLLOWED))}
        event.own_fields = [name for name in FOLLOWED if name in own]


def _create_in_city(action: Action, group: Group, fields: dict[str, Any], actor: Actor) -> Event:
    place = find_place(
        **{name: fields.pop(name) for name in PLACE if fields.get(name)},
        zone=fields.get("timezone") or "",
    )
    zone = require_zone(fields.pop("timezone", None) or place.timezone)
    day, at = fields.pop("date", None), fields.pop("local_time", None)
    if day is not None:
        require_in_plan(action, day)
    start = start_in(action, zone, day=day, at=at, fold=fields.pop("fold", None))
    own = {name for name in FOLLOWED if name in fields and fields[name] != getattr(action, name)}
    if (day or action.date, at or action.local_time) != (action.date, action.local_time):
        own.add("time")
    planned = {name: getattr(action, name) for name in FOLLOWED if name != "time"}
    slug = fields.pop("slug", None) or _slug_of(action, place)
    return create_event(
        campaign=action.campaign, group=group, start=start, place=place, actor=actor,
        action=action, own_fields=[name for name in FOLLOWED if name in own],
        slug=slug, **{**planned, **fields},
    )  # fmt: skip


def _slug_of(action: Action, place: EventPlace) -> str:
    ending = f"-{slugify(place.city) or place.country.lower()}"
    return action.slug[: MAX_LENGTH - len(ending)].rstrip("-") + ending[:MAX_LENGTH]


def _require_near(start: Moment, place: EventPlace) -> None:
    """Clocks of another part of the world are more likely a slip than a plan. Raises Invalid."""
    there = in_zone(start.instant, place.timezone)
    if abs(there.local - start.local) > ZONE_SLACK:
        raise Invalid.field(
            "timezone",
            "tz_mismatch_warning",
            gettext(
                "Clocks in %(city)s show %(local)s then (%(timezone)s)."
                " Send `confirm`: true if this is meant."
            )
            % {"city": place.city, "local": f"{there.local:%H:%M}", "timezone": place.timezone},
        )


def _insert(event: Event) -> None:
    """The unique slug decides between two who make it at once."""
    require_slug(event.slug)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid.field("slug", "taken", gettext("This web address is taken.")) from error


def _at(number: int, error: FieldError) -> FieldError:
    field = f"{number}.{error.field}" if error.field else str(number)
    return FieldError(field, error.code, error.detail)
