"""A group's list as the person's own page shows it, in words: how they came there, who looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event
from groups.models import MemberSource, ReadHow, Role
from groups.selectors.own_member import OwnConsent, OwnMembership, OwnRead
from petitions.models import Petition

# Name, label, browser's autocomplete; what is not here, other people than the person write.
CORRECTED = [
    ("given_name", _("First name"), "given-name"),
    ("family_name", _("Last name"), "family-name"),
    ("phone", _("Phone"), "tel"),
    ("street", _("Street"), "street-address"),
    ("postal_code", _("ZIP or postal code"), "postal-code"),
    ("language", _("Language, as its code, like en or es"), "language"),
]
ROLES = {
    Role.STEWARD: _("a steward"),
    Role.ORGANIZER: _("an organizer"),
    Role.COORDINATOR: _("a coordinator"),
}
WAYS = {
    ReadHow.LIST: _("in the list"),
    ReadHow.SEARCH: _("by a search"),
    ReadHow.DETAIL: _("your own row"),
    ReadHow.EXPORT: _("in an export"),
}
BY_STAFF = {
    MemberSource.IMPORT: _("a list that the group brought"),
    MemberSource.DESK: _("the group’s own staff"),
    MemberSource.API: _("a program of the group"),
}
PAGES: Mapping[str, tuple[type[Any], str]] = {
    MemberSource.PETITION: (Petition, "petition"),
    MemberSource.EVENT: (Event, "event"),
}


@dataclass(frozen=True)
class Through:
    """By what somebody or a consent came to a list; `url` is empty where there is no page."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class GivenConsent:
    consent: OwnConsent
    through: Through


@dataclass(frozen=True)
class SeenBy:
    """One look at the row, in words."""

    read: OwnRead

    @property
    def who(self) -> str:
        return str(ROLES.get(Role(self.read.role), self.read.role))

    @property
    def way(self) -> str:
        return str(WAYS[ReadHow(self.read.how)])


@dataclass(frozen=True)
class Correction:
    """One field of the form that puts things right."""

    name: str
    label: str
    autocomplete: str
    value: str


@dataclass(frozen=True)
class MembershipCard:
    """`typed` is what was sent for this list and not accepted."""

    membership: OwnMembership
    through: Through
    consents: list[GivenConsent]
    typed: QueryDict

    @property
    def reads(self) -> list[SeenBy]:
        return [SeenBy(read) for read in self.membership.reads]

    @property
    def corrections(self) -> list[Correction]:
        return [
            Correction(
                name,
                str(label),
                autocomplete,
                self.typed.get(name, getattr(self.membership.person, name)),
            )
            for name, label, autocomplete in CORRECTED
        ]


def membership_cards(
    memberships: Iterable[OwnMembership], *, typed: QueryDict
) -> list[MembershipCard]:
    """In two queries, however many lists and consents there are."""
    memberships = list(memberships)
    known = {(one.source_kind, one.source_ref) for one in memberships}
    given = [consent for one in memberships for consent in one.consents]
    known |= {(consent.source_kind, consent.source_ref) for consent in given}
    titles = _titles(known)
    through = {pair: _through(*pair, titles=titles) for pair in known}
    return [
        MembershipCard(
            membership=one,
            through=through[one.source_kind, one.source_ref],
            consents=[
                GivenConsent(consent, through[consent.source_kind, consent.source_ref])
                for consent in one.consents
            ],
            typed=typed if typed.get("group") == one.group.slug else QueryDict(),
        )
        for one in memberships
    ]


def _through(kind: str, ref: str, *, titles: Mapping[tuple[str, str], str]) -> Through:
    if kind in BY_STAFF:
        return Through(str(BY_STAFF[MemberSource(kind)]))
    title = titles.get((kind, ref))
    return Through(title, reverse(PAGES[kind][1], args=[ref])) if title else Through("–")


def _titles(known: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind, (model, _name) in PAGES.items():
        refs = [ref for one, ref in known if one == kind]
        rows = model.objects.filter(slug__in=refs).values_list("slug", "title")
        found |= {(str(kind), slug): title for slug, title in rows}
    return found
