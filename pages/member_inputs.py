"""The inputs of a member's fields, and how two versions of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groups.selectors.member import MemberRow
from pages.desk_form import DeskForm, Input
from pages.member_words import FIELDS

_LONGEST = {"given_name": 100, "family_name": 100, "email": 254, "street": 200, "note": 2000}
_KINDS = {"email": "email", "phone": "tel", "note": "textarea"}


@dataclass(frozen=True)
class Difference:
    """A field that stands otherwise on the list than it was typed."""

    name: str
    label: str
    theirs: str
    yours: str


def member_inputs(form: DeskForm) -> list[Input]:
    """One input a field, in the order of the page."""
    hints = {
        "region": _("Two letters in the United States, like CA. A ZIP code says it as well."),
        "country": _("Two letters, like US."),
        "language": _("A code, like en or es."),
        "tags": _("Words with commas between them."),
        "note": _("The person can read this on their own page."),
    }
    return [
        form.input(
            name,
            str(label),
            kind=_KINDS.get(name, "text"),
            hint=hints.get(name, ""),
            required=False,
            maxlength=_LONGEST.get(name),
        )
        for name, label in FIELDS.items()
    ]


def fields_of(row: MemberRow) -> dict[str, str]:
    """The member's fields as a form has them."""
    values = {name: str(getattr(row.person, name, "")) for name in FIELDS}
    place = {"country": row.country, "region": row.region, "city": row.city}
    return values | place | {"tags": ", ".join(row.tags)}


def typed_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a form sent, with one kind of line end."""
    return {name: str(fields[name]).replace("\r\n", "\n") for name in FIELDS if name in fields}


def differences(present: Mapping[str, str], typed: Mapping[str, str]) -> list[Difference]:
    """Where what was typed is not what stands on the list now."""
    return [
        Difference(name, str(label), present[name], typed[name])
        for name, label in FIELDS.items()
        if name in typed and typed[name].strip() != present[name].strip()
    ]
