"""Who a member is: the primary key made of a person's identity on one group's list. Pure."""

from uuid import UUID

from core.keyed_hash import keyed_uuid
from groups.identity import (
    BadIdentity,
    CanonicalRules,
    canonical_phone,
    email_identity,
    paper_identity,
    phone_identity,
    read_email,
)
from groups.member_person import MemberPerson


def member_id(group_id: int, identity: bytes) -> UUID:
    """The primary key of this person's row on this group's list; `identity` is 32 bytes.

    It is the deduplication; the same person has unrelated ids on two lists.
    """
    return keyed_uuid("member", group_id.to_bytes(8, "big") + identity)


def identity_of(person: MemberPerson, *, country: str, rules: CanonicalRules) -> bytes:
    """32 bytes of the best that is known of a person: e-mail, else name, street and postal code,
    else phone; as lists are read. Raises BadIdentity for somebody nothing of which is known."""
    if person.email:
        return email_identity(read_email(person.email, rules).canonical)
    name = f"{person.given_name} {person.family_name}"
    try:
        return paper_identity(name, person.street, person.postal_code)
    except BadIdentity:
        return phone_identity(canonical_phone(person.phone, country or "US"))
