"""What a person fills in to come to an event: checked field by field, whoever sends it. Pure.

Unknown fields are ignored, as when signing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import FieldError, Invalid
from core.typed_text import BadText
from events.models.rsvp import MOST_GUESTS
from groups.identity import BadIdentity, CanonicalRules, Email
from petitions.sign_form import (
    read_language,
    read_mailbox,
    read_name,
    read_phone,
    read_subscribe,
    wrong,
)

_decode = json.JSONDecoder().raw_decode
SUBSCRIBE = gettext_noop("You can only choose groups behind this event.")


@dataclass(frozen=True, slots=True)
class RsvpForm:
    """A submission that can be used. `guests` come beside the person; `subscribe` are slugs of the
    groups that they want to hear from."""

    given_name: str
    family_name: str
    email: Email
    phone: str = ""
    guests: int = 0
    subscribe: tuple[str, ...] = ()
    language: str = ""


def read_rsvp_form(data: Mapping[str, Any], rules: CanonicalRules) -> RsvpForm:
    """The form in `data` (JSON values, or strings of an HTML form).

    Raises Invalid with an error for every field that is wrong.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    readers: dict[str, Callable[[], Any]] = {
        "given_name": lambda: read_name(data.get("given_name")),
        "family_name": lambda: read_name(data.get("family_name")),
        "email": lambda: read_mailbox(data.get("email"), rules),
        "phone": lambda: read_phone(data.get("phone") or "", "US"),
        "language": lambda: read_language(data.get("language") or ""),
    }
    for name, read in readers.items():
        try:
            values[name] = read()
        except (BadText, BadIdentity) as error:
            errors.append(wrong(name, error.code))
    try:
        values["guests"] = _guests_or_none(data.get("guests"))
    except Invalid as error:
        errors += error.errors
    try:
        values["subscribe"] = read_subscribe(data.get("subscribe") or [])
    except BadText as error:
        errors.append(FieldError("subscribe", error.code, _(SUBSCRIBE)))
    if errors:
        raise Invalid(_("Some fields need another look."), errors=errors)
    return RsvpForm(**values)


def sealed_guest(form: RsvpForm) -> bytes:
    """What is sealed of a person who comes, as JSON: given_name, family_name, email, phone,
    language."""
    person = {
        "given_name": form.given_name,
        "family_name": form.family_name,
        "email": form.email.address,
        "phone": form.phone,
        "language": form.language,
    }
    text = json.dumps({name: value for name, value in person.items() if value}, ensure_ascii=False)
    return text.encode()


def guest_of(data: bytes) -> dict[str, str]:
    """The person that `sealed_guest` wrote."""
    # Whole door lists are read so: `loads` would guess the encoding and look for spaces first.
    person: dict[str, str] = _decode(data.decode())[0]
    return person


def _guests_or_none(value: object) -> int:
    return 0 if value is None or value == "" else read_guests(value)


def read_guests(value: object) -> int:
    """How many people somebody brings, 0 to MOST_GUESTS. Raises Invalid."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip().lstrip("0")[:6] or "0")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_GUESTS:
        said = _("Write how many people you bring: 0 to %(most)s.") % {"most": MOST_GUESTS}
        raise Invalid.field("guests", "invalid", said)
    return value
