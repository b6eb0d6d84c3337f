"""Where an event is: a city by name and state, or by ZIP code, with its zone and position."""

from dataclasses import dataclass

from django.utils.translation import gettext

from core.errors import Invalid
from events.local_time import require_zone
from places.countries import is_country
from places.place import Place
from places.selectors.postal_code import place_of_city, place_of_zip
from places.us_states import us_state

HOME = "US"


@dataclass(frozen=True)
class EventPlace:
    """`timezone` is the IANA zone of the place. Position in degrees, where it is known."""

    country: str
    region: str
    city: str
    timezone: str
    latitude: float | None
    longitude: float | None

    def as_fields(self) -> dict[str, object]:
        """The columns of an event, but for the zone: its clocks may be others."""
        return {
            "country": self.country,
            "region": self.region,
            "city": self.city,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


def find_place(
    *, city: str = "", region: str = "", postal_code: str = "", country: str = HOME, zone: str = ""
) -> EventPlace:
    """The place in these words. A private event's position must not tell its street, and no
    event's does: it is the city's middle, whatever ZIP code named it.

    Abroad a city is taken as written, and `zone` must say what its clocks show. Raises Invalid
    for a place that is not known.
    """
    if not is_country(country):
        raise Invalid.field(
            "country", "unknown", gettext("Give the country as its two letters, like US.")
        )
    if country != HOME:
        return _abroad(city.strip(), region.strip(), country, zone)
    place = _by_zip(postal_code.strip()) if postal_code else _by_name(city, region)
    zone = place.timezone or zone
    if not zone:
        raise Invalid.field("timezone", "tz_required", gettext("Name the time zone of this place."))
    return EventPlace(HOME, place.region, place.city, zone, place.latitude, place.longitude)


def _by_zip(code: str) -> Place:
    found = place_of_zip(code)
    if found is None:
        raise Invalid.field("postal_code", "unknown", gettext("There is no such ZIP code."))
    return place_of_city(found.city, found.region) or found


def _by_name(city: str, region: str) -> Place:
    if not city.strip():
        raise Invalid.field("city", "required", gettext("Name the city, or its ZIP code."))
    state = us_state(region)
    if state is None:
        raise Invalid.field(
            "region", "unknown", gettext("Give the state as its two letters, like NY.")
        )
    found = place_of_city(city, state)
    if found is None:
        raise Invalid.field(
            "city",
            "unknown",
            gettext("No city of this name is known in %(state)s. Try its ZIP code.")
            % {"state": state},
        )
    return found


def _abroad(city: str, region: str, country: str, zone: str) -> EventPlace:
    if not city:
        raise Invalid.field("city", "required", gettext("Name the city."))
    if not zone:
        raise Invalid.field("timezone", "tz_required", gettext("Name the city's IANA time zone."))
    return EventPlace(country, region, city, require_zone(zone), None, None)
