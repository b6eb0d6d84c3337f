"""The sign form's fields as the page shows them: what was typed, and what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.selectors.partner import active_groups
from pages.form_fields import Field, FormFields
from petitions.models import Petition

EMAIL_HINT = _("We send you one email to confirm. It is never shown.")
ZIP_HINT = _("So that your signature counts for your city.")
# Name, label, hint, browser's autocomplete, input type, in the order of the page.
LINES = [
    ("given_name", _("First name"), "", "given-name", "text"),
    ("family_name", _("Last name"), "", "family-name", "text"),
    ("email", _("Email address"), EMAIL_HINT, "email", "email"),
    ("postal_code", _("ZIP or postal code"), ZIP_HINT, "postal-code", "text"),
]
# Codes of errors of the form that are asked about once.
UNKNOWN_ZIP, NO_ZIP = "unknown_zip", "no_zip"
ABROAD = [
    ("country", _("Country, as two letters"), _("Like CA or MX."), "country", "text"),
    ("locality", _("City"), "", "address-level2", "text"),
]


@dataclass(frozen=True)
class SignFields(FormFields):
    """`source` is the partner that this visit counts for."""

    source: str = ""
    required = frozenset({"given_name", "family_name", "email"})

    @property
    def lines(self) -> list[Field]:
        return [self.field(*line) for line in LINES]

    @property
    def abroad(self) -> list[Field]:
        return [self.field(*line) for line in ABROAD]

    @property
    def lives_abroad(self) -> bool:
        """Whether the fields for other countries have something to show."""
        said = any(field.value or field.error for field in self.abroad)
        return said or any(error.code == NO_ZIP for error in self.errors)

    @property
    def asked_zip(self) -> str:
        """The postal code about which the person was asked, as long as they leave it."""
        value = self.typed.get("postal_code", "")
        is_asked = any(error.code in {UNKNOWN_ZIP, NO_ZIP} for error in self.errors)
        return value if is_asked or self.typed.get("asked_zip") == value else ""

    @property
    def comment(self) -> Field:
        return self.field("comment", _("Why do you sign?"), "", "off", "text")

    @property
    def hides_name(self) -> bool:
        return self.typed.get("display") == "anonymous"

    @property
    def subscribed(self) -> list[str]:
        return self.typed.getlist("subscribe")


def form_data(typed: QueryDict, source: str) -> dict[str, Any]:
    """The form as the sign form's reader takes it: what was left empty is absent. Mails are written
    in the language of the page."""
    required = {name: typed.get(name, "") for name in ("given_name", "family_name", "email")}
    names = ("postal_code", "country", "locality", "comment", "display")
    optional = {name: typed[name] for name in names if typed.get(name)}
    groups = typed.getlist("subscribe")
    language = get_language() or ""
    return {**required, **optional, "subscribe": groups, "source": source, "language": language}


def source_of(text: str, petition: Petition) -> str:
    """The source in a link, if its group is a partner; a mistyped one counts for the lead."""
    group, _, channel = text.partition("/")
    known = bool(group) and active_groups(petition.campaign).filter(slug=group).exists()
    plain = not channel or channel.replace("-", "").replace("_", "").isalnum()
    return text if known and plain and channel.isascii() and len(channel) <= 40 else ""
