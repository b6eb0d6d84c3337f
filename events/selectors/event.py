"""Finds events: by slug, by what they belong to, and near a place."""

from datetime import timedelta
from math import cos, radians

from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.models.campaign import PUBLIC_STATES as PUBLIC_CAMPAIGN
from core.actors import Actor
from core.errors import Invalid, NotFound
from events.models import Event, EventState
from events.models.event import PUBLIC_STATES
from events.policies import is_public, may_see_draft
from groups.selectors.staff import standing_of
from places.selectors.postal_code import place_of_zip

MILES_PER_DEGREE = 69.0
EARTH_MILES = 3958.8
WIDEST_MILES = 500.0
KEPT_DAYS = timedelta(days=60)
MOST_IN_CALENDAR = 500
RELATED = ("campaign", "action", "group", "bundle", "delivery")


def visible_to(actor: Actor) -> QuerySet[Event]:
    """Public events of public campaigns, and all of the actor's groups and led campaigns."""
    rows = Event.objects.select_related(*RELATED)
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    public = Q(state__in=PUBLIC_STATES, campaign__state__in=PUBLIC_CAMPAIGN)
    if not standing.group_ids:
        return rows.filter(public)
    own = Q(group__in=standing.group_ids) | Q(campaign__lead__in=standing.group_ids)
    return rows.filter(public | own)


def get_event(*, slug: str, actor: Actor) -> Event:
    """The event of this slug. Raises NotFound, the same for a draft one may not know of."""
    event = Event.objects.select_related(*RELATED).filter(slug=slug).first()
    if event is not None and (is_public(event) or may_see_draft(standing_of(actor), event)):
        return event
    raise NotFound(_("There is no such event."), code="event.unknown")


def at_desk(actor: Actor) -> QuerySet[Event]:
    """Those that the actor works on: of their groups and of the campaigns that these lead; all for
    platform administrators."""
    rows = Event.objects.select_related("campaign", "group")
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    own = Q(group__in=standing.group_ids) | Q(campaign__lead__in=standing.group_ids)
    return rows.filter(own)


def get_event_at_desk(*, slug: str, actor: Actor) -> Event:
    """The event of this slug for who works on it. Raises NotFound for everyone else, though it be
    public."""
    event = Event.objects.select_related(*RELATED).filter(slug=slug).first()
    if event is None or not may_see_draft(standing_of(actor), event):
        raise NotFound(_("There is no such event."), code="event.unknown")
    return event


def upcoming(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Those that are not over, cancelled ones among them: people must see that they are."""
    return rows.filter(ends_at__gt=timezone.now())


def in_brief(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Without what no list shows: long texts, and the rows that they belong to."""
    return rows.select_related(None).defer("text", "sealed_place")


def for_calendar(rows: QuerySet[Event]) -> list[Event]:
    """What a calendar shows, in order: events ahead and of the last KEPT_DAYS, cancelled ones too.

    At most MOST_IN_CALENDAR; where there are more, the past gives way first, the oldest before the
    rest, then the far future.
    """
    now = timezone.now()
    brief = rows.select_related(None).defer("sealed_place")
    found = list(brief.filter(ends_at__gt=now).order_by("ends_at", "pk")[:MOST_IN_CALENDAR])
    if room := MOST_IN_CALENDAR - len(found):
        over = brief.filter(ends_at__lte=now, ends_at__gt=now - KEPT_DAYS)
        found += over.order_by("-ends_at", "-pk")[:room]
    return sorted(found, key=lambda event: (event.starts_at, event.pk))


def near(rows: QuerySet[Event], *, postal_code: str, miles: float) -> QuerySet[Event]:
    """Open events that are not over, within `miles` of a ZIP code, each with its `distance` in
    miles. Raises Invalid for a ZIP code that is not known.
    """
    place = place_of_zip(postal_code)
    if place is None or place.latitude is None or place.longitude is None:
        raise Invalid.field("near", "unknown", _("There is no such ZIP code."))
    inside = RawSQL(  # noqa: S611 - a constant; every value is a parameter
        IN_BOX, _box(place.latitude, place.longitude, miles), output_field=BooleanField()
    )
    found = rows.filter(inside, state=EventState.OPEN, ends_at__gt=timezone.now())
    return found.annotate(distance=_distance(place.latitude, place.longitude)).filter(
        distance__lte=miles
    )


# The very expression of the index `event_position`.
IN_BOX = "point(events_event.longitude, events_event.latitude) <@ box(point(%s, %s), point(%s, %s))"


def _box(latitude: float, longitude: float, miles: float) -> list[float]:
    """West, south, east and north of a box around the circle, in degrees."""
    tall = miles / MILES_PER_DEGREE
    wide = tall / cos(radians(min(abs(latitude) + tall, 89.0)))
    return [longitude - wide, latitude - tall, longitude + wide, latitude + tall]


def _distance(latitude: float, longitude: float) -> Combinable:
    """The way over the globe in miles: the haversine formula."""
    north = Power(Sin(Radians(F("latitude") - latitude) / 2.0), 2)
    east = Power(Sin(Radians(F("longitude") - longitude) / 2.0), 2)
    slice_ = north + Cos(Radians(F("latitude"))) * cos(radians(latitude)) * east
    return 2 * EARTH_MILES * ASin(Sqrt(slice_))
