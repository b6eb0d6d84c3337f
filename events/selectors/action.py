"""Finds actions and the events of their cities."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.models import Partner
from campaign.models.campaign import PUBLIC_STATES
from campaign.models.partner import PartnerState
from campaign.policies import is_public
from core.actors import Actor
from core.errors import NotFound
from events.models import Action, Event, EventState
from events.selectors.event import in_brief
from events.selectors.event import visible_to as visible_events
from groups.policies import is_staff
from groups.selectors.staff import standing_of

# What is read of each city of an action where all of them are looked at.
COUNTED = (
    "slug", "city", "region", "country", "latitude", "longitude", "state", "starts_at", "ends_at",
    "local_date", "local_time", "timezone", "fold", "capacity", "seats_taken", "people_waiting",
    "group_id", "campaign_id", "action_id",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Action]:
    """Actions of public campaigns, and those of the actor's groups and led campaigns."""
    rows = Action.objects.select_related("campaign", "group")
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    public = Q(campaign__state__in=PUBLIC_STATES)
    own = Q(group__in=standing.group_ids) | Q(campaign__lead__in=standing.group_ids)
    return rows.filter(public | own) if standing.group_ids else rows.filter(public)


def get_action(*, slug: str, actor: Actor) -> Action:
    """The action of this slug. Raises NotFound, the same for one that may not be known of."""
    action = Action.objects.select_related("campaign", "group").filter(slug=slug).first()
    if action is not None and (is_public(action.campaign) or _may_know(action, actor)):
        return action
    raise NotFound(_("There is no such action."), code="action.unknown")


def actions_at_desk(actor: Actor) -> QuerySet[Action]:
    """Those of the campaigns in which one of the actor's groups takes part; all for platform
    administrators. The staff of a coalition know its plans before the campaign is public."""
    rows = Action.objects.select_related("campaign", "group")
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    takes_part = Partner.objects.filter(
        campaign=OuterRef("campaign"), group__in=standing.group_ids, state=PartnerState.ACTIVE
    )
    return rows.filter(Exists(takes_part))


def get_action_at_desk(*, slug: str, actor: Actor) -> Action:
    """The action of this slug for who works on it. Raises NotFound for everyone else."""
    action = actions_at_desk(actor).filter(slug=slug).first()
    if action is None:
        raise NotFound(_("There is no such action."), code="action.unknown")
    return action


def cities_on_board(*, action: Action, actor: Actor) -> list[Event]:
    """The events of its cities that the actor may see, in the order in which they start, each with
    its campaign and action and with COUNTED alone: for counts and maps of hundreds."""
    rows = visible_events(actor).filter(action=action).order_by("starts_at", "city", "pk")
    return _of(action, rows.select_related(None).only(*COUNTED))


def events_on_board(*, action: Action, ids: Iterable[int]) -> list[Event]:
    """Those of the cities, in the same order, each with its group, campaign and action, without the
    long texts. In one query. Whoever names them was shown them by `cities_on_board`."""
    rows = Event.objects.filter(action=action, pk__in=ids).order_by("starts_at", "city", "pk")
    return _of(action, in_brief(rows).select_related("group"))


def events_of(*, action: Action, actor: Actor) -> QuerySet[Event]:
    """The events of its cities that the actor may see, cancelled and past ones among them."""
    return visible_events(actor).filter(action=action).order_by("starts_at", "city")


def upcoming(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Those with an open event that is not over: people have somewhere to go. Each with the number
    of these `places`."""
    ahead = Q(events__state=EventState.OPEN, events__ends_at__gt=timezone.now())
    return rows.annotate(places=Count("events", filter=ahead)).filter(places__gt=0)


def _of(action: Action, rows: QuerySet[Event]) -> list[Event]:
    """Each with the campaign and the action, past the checks of an assignment: they would cost more
    than reading the rows."""
    found = list(rows)
    of_campaign, of_action = Event.campaign.field, Event.action.field
    for event in found:
        of_campaign.set_cached_value(event, action.campaign)
        of_action.set_cached_value(event, action)
    return found


def _may_know(action: Action, actor: Actor) -> bool:
    standing = standing_of(actor)
    return (
        standing.is_platform_admin
        or is_staff(standing, action.group_id)
        or is_staff(standing, action.campaign.lead_id)
    )
