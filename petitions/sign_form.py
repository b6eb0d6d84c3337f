"""What a person fills in to sign: checked field by field, whoever sends it. Pure.

The act of signing is the consent to publish under the petition's wording, so no field asks for
it; a client that sends `consent` all the same must send a true one. `subscribe` is the separate
consent to hear from groups. Unknown fields are ignored.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid
from core.typed_text import BadText, read_line, read_paragraphs
from groups.identity import BadIdentity, CanonicalRules, Email, canonical_phone, read_email
from petitions.sign_custom import read_custom
from places.countries import is_country
from places.us_states import us_state

NAME_LENGTH = 100
COMMENT_LENGTH = 2000
SUBSCRIBE_LIMIT = 50

_PLAIN_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ſ]+(?:[ '-][A-Za-zÀ-ÖØ-öø-ſ]+)*")
_URL = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|info|biz|io|ru|xyz|top|site|online|link|click|shop)\b",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"%[0-9a-f]{2}|&#\w+;|\\[ux][0-9a-f]{2}", re.IGNORECASE)
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")
_POSTAL_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,14}[A-Z0-9])?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_SOURCE = re.compile(r"([A-Za-z0-9_-]{1,60})(?:/([A-Za-z0-9_-]{1,40}))?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

SENTENCES = {
    "required": _("Fill this in."),
    "blank": _("Fill this in."),
    "max_length": _("This is too long."),
    "null_characters_not_allowed": _("This has a character that cannot be used."),
    "invalid_chars": _("This has a character that cannot be used."),
    "has_url": _("Write a name, without a web address."),
    "invalid": _("This cannot be used as it is."),
    "unknown": _("This is not known here."),
    "domain": _("Use an address with the name of a mail service."),
}
SENTENCES_OF_FIELD = {
    ("given_name", "required"): _("Enter your first name."),
    ("given_name", "blank"): _("Enter your first name."),
    ("given_name", "invalid"): _("Enter your first name as people write it."),
    ("family_name", "required"): _("Enter your last name."),
    ("family_name", "blank"): _("Enter your last name."),
    ("family_name", "invalid"): _("Enter your last name as people write it."),
    ("email", "required"): _("Enter your email address."),
    ("email", "invalid"): _("Enter one email address, like name@example.com."),
    ("phone", "invalid"): _("Enter a phone number, like 212 555 0123, or leave this empty."),
    ("postal_code", "invalid"): _("Enter a ZIP code, like 10001, or a postal code."),
    ("country", "unknown"): _("Give the country as its two-letter code, like US."),
    ("region", "unknown"): _("Give the state as its two letters, like NY."),
    ("display", "invalid"): _("Choose whether your name may be shown: name or anonymous."),
    ("source", "unknown"): _("This source is not a partner of the petition."),
    ("subscribe", "unknown"): _("You can only choose groups that are partners of the petition."),
    ("consent", "required"): _("Consent must be true, or left out: signing is the consent."),
    ("consent", "unknown_text"): _("This wording is not the petition's."),
    ("custom", "max_length"): _("There is too much in here."),
}


@dataclass(frozen=True, slots=True)
class SignForm:
    """A submission that can be used. `consent_wording` is empty unless the client named one."""

    given_name: str
    family_name: str
    email: Email
    phone: str = ""
    postal_code: str = ""
    country: str = ""
    region: str = ""
    locality: str = ""
    comment: str = ""
    display: str = "name"
    subscribe: tuple[str, ...] = ()
    source: tuple[str, str] = ("", "")
    language: str = ""
    consent_wording: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)


def wrong(field_name: str, code: str) -> FieldError:
    """The error of one field, with its sentence for the person."""
    sentence = SENTENCES_OF_FIELD.get((field_name, code)) or SENTENCES[code]
    return FieldError(field_name, code, str(sentence))


def read_sign_form(data: Mapping[str, Any], rules: CanonicalRules) -> SignForm:
    """The form in `data` (JSON values, or strings of an HTML form).

    Raises Invalid with an error for every field that is wrong.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {"consent_wording": _consent(data, errors)}
    if _ZIP.fullmatch(str(data.get("postal_code", "")).strip()) and not data.get("country"):
        values["country"] = "US"
    for name, reader in _READERS.items():
        value = data.get(name)
        if value is None and name not in _REQUIRED:
            continue
        try:
            values[name] = reader(value, values.get("country", ""))
        except (BadText, BadIdentity) as error:
            errors.append(wrong(name, error.code))
    try:
        values["email"] = read_mailbox(data.get("email"), rules)
    except BadText as error:
        errors.append(wrong("email", error.code))
    if errors:
        errors.sort(key=lambda error: _ORDER.index(error.field))
        raise Invalid(gettext("Some fields need another look."), errors=errors)
    return SignForm(**values)


_REQUIRED = frozenset({"given_name", "family_name"})


def read_name(value: object) -> str:
    """A person's first or last name as a form has it. Raises BadText."""
    if value is None:
        raise BadText("required")
    if isinstance(value, str) and len(value) <= NAME_LENGTH and _PLAIN_NAME.fullmatch(value):
        return value
    name = read_line(value, max_length=NAME_LENGTH)
    if not name:
        raise BadText("blank")
    if _URL.search(name):
        raise BadText("has_url")
    if _ESCAPED.search(name) or not any(character.isalnum() for character in name):
        raise BadText("invalid")
    return name


def read_mailbox(value: object, rules: CanonicalRules) -> Email:
    if value is None:
        raise BadText("required")
    if not isinstance(value, str):
        raise BadText("invalid")
    try:
        return read_email(value, rules)
    except BadIdentity as error:
        raise BadText("invalid" if error.code == "blank" else error.code) from error


def read_phone(value: object, country: str) -> str:
    """E.164 of a number as dialled in the country, or nothing. Raises BadText, BadIdentity."""
    phone = read_line(value, max_length=40)
    return canonical_phone(phone, country or "US") if phone else ""


def _country(value: object) -> str:
    code = read_line(value, max_length=40).upper()
    if code and not is_country(code):
        raise BadText("unknown")
    return code


def _postal_code(value: object, country: str) -> str:
    code = read_line(value, max_length=40).upper()
    shape = _ZIP if country == "US" else _POSTAL_CODE
    if code and not shape.fullmatch(code):
        raise BadText("invalid")
    return code


def _region(value: object, country: str) -> str:
    region = read_line(value, max_length=40)
    if country != "US" or not region:
        return region
    code = us_state(region)
    if not code:
        raise BadText("unknown")
    return code


def _display(value: object) -> str:
    if value not in ("name", "anonymous", ""):
        raise BadText("invalid")
    return str(value) or "name"


def read_subscribe(value: object) -> tuple[str, ...]:
    """The slugs of the groups to hear from, each once. Raises BadText."""
    if not isinstance(value, list) or len(value) > SUBSCRIBE_LIMIT:
        raise BadText("invalid")
    slugs = tuple(dict.fromkeys(value)) if all(isinstance(slug, str) for slug in value) else ("?",)
    if not all(_SLUG.fullmatch(slug) for slug in slugs):
        raise BadText("invalid")
    return slugs


def _source(value: object) -> tuple[str, str]:
    source = read_line(value, max_length=110)
    parts = _SOURCE.fullmatch(source)
    if source and not parts:
        raise BadText("unknown")
    return (parts[1], parts[2] or "") if parts else ("", "")


def read_language(value: object) -> str:
    """A code such as `es` or `es-MX`, or nothing. Raises BadText."""
    language = read_line(value, max_length=35)
    if language and not _LANGUAGE.fullmatch(language):
        raise BadText("invalid")
    return language


def _consent(data: Mapping[str, Any], errors: list[FieldError]) -> str:
    """The wording that the client says the person agreed to, if it says so."""
    consent = data.get("consent", True)
    if isinstance(consent, dict):
        version = consent.get("version")
        if isinstance(version, str) and 0 < len(version) <= 40:
            return version
        errors.append(wrong("consent", "unknown_text"))
    elif consent is not True:
        errors.append(wrong("consent", "required"))
    return ""


# In the order of reading: what a country's other fields look like depends on it.
_READERS: dict[str, Callable[[Any, str], Any]] = {
    "given_name": lambda value, _: read_name(value),
    "family_name": lambda value, _: read_name(value),
    "country": lambda value, _: _country(value),
    "postal_code": _postal_code,
    "phone": read_phone,
    "region": _region,
    "locality": lambda value, _: read_line(value, max_length=80),
    "comment": lambda value, _: read_paragraphs(value, max_length=COMMENT_LENGTH),
    "display": lambda value, _: _display(value),
    "subscribe": lambda value, _: read_subscribe(value),
    "source": lambda value, _: _source(value),
    "language": lambda value, _: read_language(value),
    "custom": lambda value, _: read_custom(value),
}
_ORDER = ["given_name", "family_name", "email", *_READERS, "consent"]
