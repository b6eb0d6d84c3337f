"""The fields of the form with which people come to an event."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from events.models.rsvp import MOST_GUESTS
from pages.form_fields import Field, FormFields

EMAIL_HINT = _("We write to you if the time or place changes. It is never shown.")
PHONE_HINT = _("For the hosts, should they need to reach you on the day.")
# Name, label, hint, browser's autocomplete, input type, in the order of the page.
NAMES = [
    ("given_name", _("First name"), "", "given-name", "text"),
    ("family_name", _("Last name"), "", "family-name", "text"),
]
CONTACTS = [
    ("email", _("Email address"), EMAIL_HINT, "email", "email"),
    ("phone", _("Phone"), PHONE_HINT, "tel", "tel"),
]


@dataclass(frozen=True)
class RsvpFields(FormFields):
    """What was typed, and the choices of guests: at most `most`."""

    most: int = MOST_GUESTS
    required = frozenset({"given_name", "family_name", "email"})

    @property
    def names(self) -> list[Field]:
        return [self.field(*line) for line in NAMES]

    @property
    def contacts(self) -> list[Field]:
        return [self.field(*line) for line in CONTACTS]

    @property
    def subscribed(self) -> list[str]:
        return self.typed.getlist("subscribe")

    @property
    def guests(self) -> Field:
        return self.field("guests", _("How many people do you bring?"), "", "off", "select")

    @property
    def guest_choices(self) -> list[str]:
        return [str(number) for number in range(self.most + 1)]
