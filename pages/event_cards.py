"""Events as they stand in a list: when on the clocks there, where, and what is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext_lazy

from events.event_place import HOME
from events.local_time import in_zone
from events.models import Event, Stage
from events.sealed_place import public_whereabouts
from events.when import day_text, hours_text, zone_text
from pages.city_map import CityMap, MapPoint, PointState, city_map

STATE_TEXTS = {
    Stage.DRAFT: pgettext_lazy("an event", "Draft"),
    Stage.OPEN: pgettext_lazy("an event", "Open"),
    Stage.FULL: lazy("Full: waiting list"),
    Stage.CANCELLED: pgettext_lazy("an event", "Cancelled"),
    Stage.PAST: pgettext_lazy("an event", "Past"),
}
MAP_STATES: dict[Stage, PointState] = {
    Stage.OPEN: "open",
    Stage.FULL: "full",
    Stage.CANCELLED: "cancelled",
    Stage.PAST: "past",
}
PRIVATE_TEXT = lazy("Address for those who come")


@dataclass(frozen=True)
class EventCard:
    """One event, for everyone: a private address is not in it."""

    event: Event
    stage: Stage

    @property
    def day(self) -> str:
        return day_text(self.event.start.local)

    @property
    def hours(self) -> str:
        """12:00 pm to 2:00 pm; only the start where it ends on another day."""
        start, end = hours_text(self.event)
        last_day = in_zone(self.event.ends_at, self.event.timezone).local.date()
        if last_day != self.event.local_date:
            return _("from %(start)s") % {"start": start}
        return _("%(start)s to %(end)s") % {"start": start, "end": end}

    @property
    def zone(self) -> str:
        return zone_text(self.event.start)

    @property
    def starts_at(self) -> str:
        """For machines: with the offset there."""
        return self.event.start.there.isoformat()

    @property
    def where(self) -> str:
        """The venue, or that the address is for those who come; empty where nobody said yet."""
        known = public_whereabouts(self.event)
        if known is not None:
            return known.venue or self.event.venue_hint
        return ". ".join(part for part in (self.event.venue_hint, str(PRIVATE_TEXT)) if part)

    @property
    def state_text(self) -> str:
        """ "Begun" is open to those who come, and no more to new ones."""
        if self.stage in {Stage.OPEN, Stage.FULL} and self.event.has_begun():
            return _("Going on now")
        return str(STATE_TEXTS[self.stage])

    @property
    def has_own_time(self) -> bool:
        """Whether the city chose another time than the plan's."""
        return "time" in self.event.own_fields

    @property
    def own_time_text(self) -> str:
        """That the city chose another day or time than the plan; empty where it did not. Reads the
        event's action."""
        if not self.has_own_time:
            return ""
        if self.event.action is not None and self.event.local_date != self.event.action.date:
            return _("This city has a day of its own.")
        return _("This city has a time of its own.")

    @property
    def distance_text(self) -> str:
        """Of an event that was looked for near a place."""
        miles: float | None = getattr(self.event, "distance", None)
        if miles is None:
            return ""
        city = {"city": self.event.city}
        if miles < 1:
            return _("Less than a mile to the middle of %(city)s") % city
        whole = round(miles)
        text = ngettext(
            "About %(miles)s mile to the middle of %(city)s",
            "About %(miles)s miles to the middle of %(city)s",
            whole,
        )
        return text % {**city, "miles": whole}


def event_cards(events: Iterable[Event]) -> list[EventCard]:
    """The cards in order, those of the past last. Asks nothing of the database but the events."""
    cards = [EventCard(event, event.stage) for event in events]
    return sorted(cards, key=lambda card: card.stage == Stage.PAST)


def map_of(cards: Iterable[EventCard]) -> CityMap | None:
    """The map of those in the United States, each dot a link to the event's page."""
    root = reverse("event", args=["-"]).removesuffix("-/")
    return city_map([_point(card, root) for card in cards if card.event.country == HOME])


def _point(card: EventCard, root: str) -> MapPoint:
    event = card.event
    href, state = f"{root}{event.slug}/", MAP_STATES[card.stage]
    return MapPoint(event.city, event.latitude, event.longitude, href, state)
