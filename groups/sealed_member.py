"""Opens and closes what is sealed of a member row, and finds out where the person lives."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from core import vault
from groups.identity import BadIdentity
from groups.member_form import MemberForm
from groups.member_identity import identity_of, member_id
from groups.member_person import MemberPerson, from_bytes, to_bytes
from groups.models import Member, MemberState
from groups.models.member import GONE
from groups.selectors.canonical_rule import canonical_rules
from groups.vault_owner import group_owner
from places.selectors.postal_code import us_zip_table
from places.us_states import us_state

_WITH_ZIP = frozenset({"", "US"})


def person_of(member: Member) -> MemberPerson:
    """What the group knows of the member: nothing once they are gone.

    Raises KeyDestroyed when the group's data was shredded.
    """
    if member.sealed is None:
        return MemberPerson()
    sealer = vault.sealer(group_owner(member.group_id))
    return from_bytes(sealer.unseal(member.pk, bytes(member.sealed)))


def set_person(member: Member, person: MemberPerson) -> None:
    """Seals the person into the row, which has its id and group."""
    sealer = vault.sealer(group_owner(member.group_id))
    member.sealed = sealer.seal(member.pk, to_bytes(person))
    member.contactable = bool(person.email)


def form_of(member: Member) -> MemberForm:
    """The member as a form would have written it."""
    return MemberForm(
        person_of(member), member.country, member.region, member.city, tuple(member.tags)
    )


def member_identity(member: Member) -> bytes | None:
    """The identity (32 bytes) by which mail to them is suppressed; None without an address."""
    person = person_of(member)
    return known_identity(person, member.country) if person.email else None


def known_identity(person: MemberPerson, country: str) -> bytes | None:
    """The person's identity; None for somebody of whom too little is known."""
    try:
        return identity_of(person, country=country, rules=canonical_rules())
    except BadIdentity:
        return None


def other_ids(member: Member) -> set[UUID]:
    """The ids that the person would have on a list which knows less of them: the name with street
    and postal code, or the phone alone."""
    person = person_of(member)
    on_paper = replace(person, email="")
    known = (
        known_identity(one, member.country) for one in (on_paper, replace(on_paper, street=""))
    )
    return {member_id(member.group_id, one) for one in known if one is not None} - {member.pk}


def place_of(form: MemberForm) -> tuple[str, str, str]:
    """Country, region and city: what the ZIP code says, else what was written."""
    if form.country in _WITH_ZIP:
        place = us_zip_table().get(form.person.postal_code)
        if place is not None:
            return place.country, place.region, place.city
        state = us_state(form.region) if form.region else None
        if state:
            return "US", state, form.city
    return form.country, form.region, form.city


def end_membership(member: Member, state: MemberState, at: datetime) -> None:
    """Makes the row a tombstone, from which nothing of the person can be read."""
    assert state in GONE, "anything else keeps the person"
    member.state, member.sealed, member.stopped_at = state, None, at
    member.country = member.region = member.city = member.source_ref = ""
    member.tags = []
    member.consented = member.contactable = False
