"""What a steward, a program or the person themselves writes about a member, field by field. Pure.

A list is read by `groups.lists`, which is more forgiving; here somebody can be asked again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid
from core.typed_text import BadText, read_line, read_paragraphs
from groups.identity import BadIdentity, canonical_phone, read_email
from groups.lists.zip_codes import repair_postal_code
from groups.member_person import PERSON_FIELDS, MemberPerson
from groups.models.member import TAG_LENGTH
from places.countries import is_country
from places.us_states import us_state

NAME_LENGTH = 100
STREET_LENGTH = 200
NOTE_LENGTH = 2000
MOST_TAGS = 50
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

SENTENCES = {
    "max_length": _("This is too long."),
    "null_characters_not_allowed": _("This has a character that cannot be used."),
    "invalid_chars": _("This has a character that cannot be used."),
    "invalid": _("This cannot be used as it is."),
    "domain": _("Use an address with the name of a mail service."),
    "email.invalid": _("Enter one email address, like name@example.com."),
    "phone.invalid": _("Enter a phone number, like 212 555 0123, or leave this empty."),
    "postal_code.invalid": _("Enter a ZIP code, like 10001, or a postal code."),
    "country.unknown": _("Give the country as its two-letter code, like US."),
    "region.unknown": _("Give the state as its two letters, like NY."),
    "language.invalid": _("Give the language as its code, like en or es."),
    "tags.invalid": _("Write tags as words, with commas between them."),
    "tags.max_length": _("A tag has at most 40 characters."),
    "tags.too_many_tags": _("A member has at most 50 tags."),
    "email.exists": _("This person is on the list already."),
    "email.required": _("Give an email address, or a name with street and ZIP code, or a phone."),
}


@dataclass(frozen=True, slots=True)
class MemberForm:
    """Fields that can be used. Country, region and city are those that were written."""

    person: MemberPerson
    country: str = ""
    region: str = ""
    city: str = ""
    tags: tuple[str, ...] = ()


def read_member_form(data: Mapping[str, Any]) -> MemberForm:
    """The member in `data`: text by field, `tags` a list or words with commas between them.

    What is absent is empty; unknown names are ignored. Raises Invalid with an error for every
    field that is wrong.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, reader in _READERS.items():
        try:
            values[name] = reader(data.get(name) or "", values.get("country", ""))
        except (BadText, BadIdentity) as error:
            errors.append(wrong(name, error.code))
    if errors:
        raise Invalid(gettext("Some fields need another look."), errors=errors)
    person = MemberPerson(**{name: values.pop(name) for name in PERSON_FIELDS})
    return MemberForm(person, **values)


def read_tags(value: object) -> tuple[str, ...]:
    """Slugs, each once, in the order given. Raises BadText."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise BadText("invalid")
    tags = tuple(dict.fromkeys(slug for word in words if (slug := _slug(word))))
    if len(tags) > MOST_TAGS:
        raise BadText("too_many_tags")
    return tags


def wrong(field: str, code: str) -> FieldError:
    """The error of one field, with its sentence for the person."""
    sentence = SENTENCES.get(f"{field}.{code}") or SENTENCES.get(code) or SENTENCES["invalid"]
    return FieldError(field, code, str(sentence))


def _slug(word: str) -> str:
    slug = slugify(read_line(word, max_length=200), allow_unicode=True)
    if len(slug) > TAG_LENGTH:
        raise BadText("max_length")
    return slug


def _email(value: object) -> str:
    text = read_line(value, max_length=300)
    return read_email(text).address if text else ""


def _phone(value: object, country: str) -> str:
    text = read_line(value, max_length=40)
    return canonical_phone(text, country or "US") if text else ""


def _country(value: object) -> str:
    code = read_line(value, max_length=40).upper()
    if code and not is_country(code):
        raise BadText("unknown")
    return code


def _postal_code(value: object, country: str) -> str:
    text = read_line(value, max_length=40)
    code = repair_postal_code(text, country)
    if text and not code:
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


def _language(value: object) -> str:
    language = read_line(value, max_length=35)
    if language and not _LANGUAGE.fullmatch(language):
        raise BadText("invalid")
    return language


# In the order of reading: what a country's other fields look like depends on it.
_READERS: dict[str, Callable[[Any, str], Any]] = {
    "given_name": lambda value, _: read_line(value, max_length=NAME_LENGTH),
    "family_name": lambda value, _: read_line(value, max_length=NAME_LENGTH),
    "email": lambda value, _: _email(value),
    "country": lambda value, _: _country(value),
    "phone": _phone,
    "street": lambda value, _: read_line(value, max_length=STREET_LENGTH),
    "postal_code": _postal_code,
    "region": _region,
    "city": lambda value, _: read_line(value, max_length=80),
    "language": lambda value, _: _language(value),
    "note": lambda value, _: read_paragraphs(value, max_length=NOTE_LENGTH),
    "tags": lambda value, _: read_tags(value),
}
