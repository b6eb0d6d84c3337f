"""What a changed plan does in each city, in words: shown before the plan is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.models import EventState
from events.selectors.action_change import CityChange, PlanChange
from events.selectors.rsvp import turnouts
from events.when import when_text
from groups.standing import Standing
from pages.desk_counts import shown_to, total_of
from pages.desk_times import moment_words


@dataclass(frozen=True)
class CityLine:
    """One city; `was` and `becomes` on the clocks there, `becomes` empty where it keeps its own."""

    place: str
    was: str
    becomes: str
    starts_at: str


def look_facts(change: PlanChange, standing: Standing) -> dict[str, Any]:
    """For the page that asks. In one query: people are counted of the cities that move."""
    moving = [city for city in change.cities if city.moves]
    told = [city.event for city in moving if city.event.state == EventState.OPEN]
    people = turnouts(told)
    counts = [
        shown_to(standing, event, people[event.pk].going + people[event.pk].waiting)
        for event in told
    ]
    return {
        "moving": [_line(city) for city in moving],
        "keeping": [_line(city) for city in change.cities if not city.moves],
        "told": total_of(counts),
        "others": [words for name, words in _names().items() if name in change.changed],
    }


def _line(city: CityChange) -> CityLine:
    event, becomes = city.event, city.becomes
    return CityLine(
        event.place_name,
        when_text(event),
        moment_words(becomes, event.country) if becomes else "",
        becomes.instant.isoformat() if becomes else "",
    )


def _names() -> Mapping[str, str]:
    """What else of a plan may change together with its time."""
    return {
        "title": _("title"),
        "text": _("text"),
        "until": _("last day"),
        "duration_minutes": _("duration"),
        "venue_hint": _("hint at the place"),
        "capacity": _("Seats"),
    }
