"""The sign form's fields as the page shows them: what was typed, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from campaign.selectors.partner import active_groups
from core.errors import FieldError
from petitions.models import Petition

EMAIL_HINT = "We send you one email to confirm. It is never shown."
ZIP_HINT = "So that your signature counts for your city."
# Name, label, hint, browser's autocomplete, input type, in the order of the page.
LINES = [
    ("given_name", "First name", "", "given-name", "text"),
    ("family_name", "Last name", "", "family-name", "text"),
    ("email", "Email address", EMAIL_HINT, "email", "email"),
    ("postal_code", "ZIP or postal code", ZIP_HINT, "postal-code", "text"),
]
ABROAD = [
    ("country", "Country, as two letters", "Like CA or MX.", "country", "text"),
    ("locality", "City", "", "address-level2", "text"),
]


@dataclass(frozen=True)
class Field:
    """One input with its label, its hint and its error."""

    name: str
    label: str
    hint: str
    autocomplete: str
    type: str
    value: str
    error: str
    required: bool


@dataclass(frozen=True)
class SignFields:
    """What was typed; `source` is the partner that this visit counts for."""

    typed: QueryDict
    source: str = ""
    errors: Sequence[FieldError] = ()

    def with_errors(self, errors: Sequence[FieldError]) -> "SignFields":
        """The same fields, with what is wrong."""
        return replace(self, errors=errors)

    @property
    def lines(self) -> list[Field]:
        return [self._field(*line) for line in LINES]

    @property
    def abroad(self) -> list[Field]:
        return [self._field(*line) for line in ABROAD]

    @property
    def lives_abroad(self) -> bool:
        """Whether the fields for other countries have something to show."""
        return any(field.value or field.error for field in self.abroad)

    @property
    def comment(self) -> Field:
        return self._field("comment", "Why do you sign?", "", "off", "text")

    @property
    def hides_name(self) -> bool:
        return self.typed.get("display") == "anonymous"

    @property
    def subscribed(self) -> list[str]:
        return self.typed.getlist("subscribe")

    def _field(self, name: str, label: str, hint: str, autocomplete: str, kind: str) -> Field:
        error = next((error.detail for error in self.errors if error.field == name), "")
        required = name in {"given_name", "family_name", "email"}
        value = self.typed.get(name, "")
        return Field(name, label, hint, autocomplete, kind, value, error, required)


def form_data(typed: QueryDict, source: str) -> dict[str, Any]:
    """The form as the sign form's reader takes it: what was left empty is absent."""
    required = {name: typed.get(name, "") for name in ("given_name", "family_name", "email")}
    names = ("postal_code", "country", "locality", "comment", "display")
    optional = {name: typed[name] for name in names if typed.get(name)}
    groups = typed.getlist("subscribe")
    return {**required, **optional, "subscribe": groups, "source": source}


def source_of(text: str, petition: Petition) -> str:
    """The source in a link, if its group is a partner; a mistyped one counts for the lead."""
    group, _, channel = text.partition("/")
    known = bool(group) and active_groups(petition.campaign).filter(slug=group).exists()
    plain = not channel or channel.replace("-", "").replace("_", "").isalnum()
    return text if known and plain and channel.isascii() and len(channel) <= 40 else ""
