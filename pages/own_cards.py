"""A group's list as the person's own page shows it, in words: how they came there, who looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.models import MemberSource, ReadHow, Role
from groups.selectors.own_member import OwnConsent, OwnMembership, OwnRead
from pages.source_titles import PAGES, source_titles

# Name, label, browser's autocomplete; what is not here, other people than the person write.
CORRECTED = [
    ("given_name", _("First name"), "given-name"),
    ("family_name", _("Last name"), "family-name"),
    ("phone", _("Phone"), "tel"),
    ("street", _("Street"), "street-address"),
    ("postal_code", _("ZIP or postal code"), "postal-code"),
    ("language", _("Language"), "language"),
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
    """One field of the form that puts things right; a choice where it has options."""

    name: str
    label: str
    autocomplete: str
    value: str
    options: Sequence[tuple[str, str]] = ()


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
            self._correction(name, str(label), autocomplete)
            for name, label, autocomplete in CORRECTED
        ]

    def _correction(self, name: str, label: str, autocomplete: str) -> Correction:
        value = self.typed.get(name, getattr(self.membership.person, name))
        options = _languages(value) if name == "language" else ()
        return Correction(name, label, autocomplete, value, options)


def _languages(kept: str) -> Sequence[tuple[str, str]]:
    """Ours, and what is kept where it is none of them: another one, or nothing."""
    others = () if kept in dict(settings.LANGUAGES) else ((kept, kept or "–"),)
    return [*others, *settings.LANGUAGES]


def membership_cards(
    memberships: Iterable[OwnMembership], *, typed: QueryDict
) -> list[MembershipCard]:
    """In two queries, however many lists and consents there are."""
    memberships = list(memberships)
    known = {(one.source_kind, one.source_ref) for one in memberships}
    given = [consent for one in memberships for consent in one.consents]
    known |= {(consent.source_kind, consent.source_ref) for consent in given}
    titles = source_titles(known)
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
