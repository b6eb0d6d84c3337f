"""The person behind a link to `/me/`: all that is held about them, and erasing all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.links import Link
from events.selectors.rsvp import rsvps_of
from events.services.rsvp_decision import cancel_rsvp
from groups.links import MEMBER
from groups.selectors.own_member import OwnMembership, own_membership, own_memberships
from groups.services.member_decision import erase
from petitions.models import Signature
from petitions.selectors.own_signature import OwnSignature, own_signature, signatures_of
from petitions.services.decision import withdraw

Step = Callable[[], object]


@dataclass(frozen=True)
class OwnPerson:
    """`own` is the signature that the link is of, None for a link of a group's mail.

    Without an identity nothing else can be found: what named the person is erased, or, of a list
    that has another address for them by now, not for this mailbox to know.
    """

    own: OwnSignature | None
    identity: bytes | None
    name: str
    memberships: list[OwnMembership]
    signatures: list[Signature]

    @property
    def can_be_found(self) -> bool:
        """Whether the link still tells who else they are; and not only that there was somebody."""
        return self.identity is not None

    @property
    def is_held(self) -> bool:
        """Whether anything that names them can be reached from here."""
        return self.can_be_found or any(one.is_held for one in self.memberships)

    def membership(self, group_slug: str) -> OwnMembership:
        """Theirs on this group's list. Raises Invalid for a form that names another."""
        found = [one for one in self.memberships if one.group.slug == group_slug and one.is_held]
        if not found:
            raise Invalid(_("The form was changed on its way. Go back and try again."))
        return found[0]


def person_behind(link: Link) -> OwnPerson:
    """Raises LinkNoLongerValid where there is nothing any more."""
    if link.purpose == MEMBER:
        one = own_membership(link.subject_id)
        return _found(None, one.identity, one.person.name) or OwnPerson(None, None, "", [one], [])
    own = own_signature(link.subject_id)
    return _found(own, own.identity, own.name) or OwnPerson(own, None, "", [], [])


def erase_everything(link: Link) -> OwnPerson:
    """Off every list, every signature taken back, every RSVP cancelled, and what named the person
    erased with each. Can be broken off and done again: what the link is of comes last, and by that
    all the rest is found.

    Returns who was found before: where that is somebody without an identity, it was all on the one
    list that the link is of, and the page must say so.
    """
    person = person_behind(link)
    if person.identity is None:
        for one in person.memberships:
            if one.is_held:
                erase(member_id=one.member_id)
        return person
    lists, names = _last(person.memberships, link), _last_row(person.signatures, link)
    erasures: list[Step] = [partial(erase, member_id=one.member_id) for one in lists]
    withdrawals: list[Step] = [partial(withdraw, signature_id=row.pk) for row in names]
    steps: list[Step] = [partial(cancel_rsvp, rsvp_id=pk) for pk in rsvps_of(person.identity)]
    by_list = link.purpose == MEMBER
    steps += [*withdrawals, *erasures] if by_list else [*erasures, *withdrawals]
    for step in steps:
        step()
    return person


def _found(own: OwnSignature | None, identity: bytes | None, name: str) -> OwnPerson | None:
    if identity is None:
        return None
    signatures = signatures_of(identity, name=name)
    return OwnPerson(own, identity, name, own_memberships(identity), signatures)


def _last(memberships: list[OwnMembership], link: Link) -> list[OwnMembership]:
    return sorted(memberships, key=lambda one: one.member_id == link.subject_id)


def _last_row(signatures: list[Signature], link: Link) -> list[Signature]:
    return sorted(signatures, key=lambda row: row.pk == link.subject_id)
