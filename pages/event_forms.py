"""The inputs of an event's and an action's forms, and what was typed into them as the services
take it. Reads; the rules are theirs."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid
from events.event_place import EventPlace, find_place
from groups.models import Group
from pages.typed_fields import Typed, TypedField, TypedForm
from places.selectors.postal_code import states_with_city
from places.us_states import US_STATES

LONGEST_TITLE = 200
LONGEST_TEXT = 50_000
DEFAULT_MINUTES = "120"
ZIP_CODE = re.compile(r"\d{5}(-?\d{4})?", re.ASCII)


def time_inputs(form: TypedForm) -> list[TypedField]:
    """Day, time and duration, as people there say them."""
    return [
        form.input("date", _("Day"), "date"),
        form.input(
            "local_time",
            _("Starts at"),
            "time",
            hint=_("On the clocks of that place."),
        ),
        form.input("duration_minutes", _("Lasts, in minutes"), "number"),
    ]


def city_inputs(form: TypedForm) -> list[TypedField]:
    """City and state."""
    states = [("", "–"), *((code, f"{code} – {name}") for code, name in US_STATES.items())]
    return [
        form.input("city", _("City or ZIP code"), longest=80),
        form.input("region", _("State"), "select", options=states),
    ]


def place_inputs(form: TypedForm) -> list[TypedField]:
    """The door, and whether it is told to everyone."""
    return [
        form.input("venue", _("Venue"), is_optional=True, longest=200),
        form.input("address", _("Address"), is_optional=True, longest=300),
        form.input(
            "is_private",
            _("Private: the address is for those who confirmed that they come"),
            "checkbox",
            hint=_("It is kept sealed, and shown on no public page."),
        ),
    ]


def capacity_input(form: TypedForm) -> TypedField:
    return form.input(
        "capacity",
        _("Seats"),
        "number",
        is_optional=True,
        hint=_("Leave it empty for no limit. Who comes later is put on the waiting list."),
    )


def seats_words() -> str:
    """What to say to a number of seats that cannot be."""
    return _("Seats: write a whole number from 0 to 10,000,000, or leave it empty.")


def minutes_words() -> str:
    """What to say to a length that cannot be."""
    return _("Minutes: write a whole number from 1 to 44,640, which is 31 days.")


def text_inputs(form: TypedForm) -> list[TypedField]:
    """What people read on the page."""
    return [
        form.input("title", _("Title"), longest=LONGEST_TITLE),
        form.input(
            "text",
            _("What people should know"),
            "textarea",
            is_optional=True,
            hint=_("Markdown: **bold**, lists, links."),
        ),
    ]


def read_city(typed: Typed) -> EventPlace | None:
    """The place of `city` (or a ZIP code) and `region`. What is wrong is kept in `typed`."""
    words = city_words(typed)
    if words is None:
        return None
    try:
        return find_place(**words)
    except Invalid as error:
        typed.errors += city_errors(error.errors, words.get("city", ""))
        return None


def city_words(typed: Typed) -> dict[str, str] | None:
    """City and state, or the ZIP code, as `find_place` takes them."""
    city = typed.text("city", 80, required=_("Name the city, or its ZIP code."))
    region = typed.text("region", 40)
    if not city:
        return None
    return {"postal_code": city} if ZIP_CODE.fullmatch(city) else {"city": city, "region": region}


def city_errors(errors: "tuple[FieldError, ...]", city: str) -> list[FieldError]:
    """The errors of a place at the inputs of this form; a city without a state names the states
    that have one."""
    found = []
    for error in errors:
        if error.field == "region" and (states := states_with_city(city)):
            words = _("There is a %(city)s in %(states)s. Choose the state.")
            named = words % {"city": city, "states": ", ".join(states)}
            found.append(FieldError("region", "ambiguous", named))
        elif error.field == "region":
            found.append(FieldError("region", error.code, _("Choose the state.")))
        elif error.field == "postal_code":
            found.append(FieldError("city", error.code, error.detail))
        else:
            found.append(error)
    return found


def read_door(typed: Typed) -> dict[str, Any]:
    """Venue, address and whether they are private."""
    return {
        "venue": typed.text("venue", 200),
        "address": typed.text("address", 300),
        "is_private": typed.flag("is_private"),
    }


def group_options(groups: Sequence[Group]) -> list[tuple[str, str]]:
    return [(group.slug, group.name) for group in groups]
