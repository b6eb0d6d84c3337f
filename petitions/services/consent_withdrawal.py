"""What taking a signature back does to the consents given with it, here and on groups' lists."""

from typing import Any

from django.utils import timezone

from core import vault
from groups.member_person import person_from
from groups.models import MemberSource
from groups.sealed_member import known_identity
from groups.services.member_consent import disown_member_consents, withdraw_member_consents
from petitions.models import Signature
from petitions.sealed_person import from_bytes
from petitions.vault_owner import petition_owner


def take_consents_back(signature: Signature) -> None:
    """The consents are withdrawn, also where the groups have them on their lists already.

    The signature is locked and not erased yet: what is sealed says who the person is.
    """
    standing = signature.consents.filter(withdrawn_at=None)
    groups = list(standing.values_list("group_id", flat=True))
    standing.update(withdrawn_at=timezone.now(), due_at=None)
    for identity in _identities(signature) if groups else ():
        withdraw_member_consents(
            group_ids=groups,
            identity=identity,
            source_kind=MemberSource.PETITION,
            source_ref=signature.petition.slug,
        )


def disown_consents(signature: Signature) -> None:
    """They were somebody else's doing: gone, and whom they brought onto a list is erased there."""
    groups = list(signature.consents.values_list("group_id", flat=True))
    signature.consents.all().delete()
    for identity in _identities(signature) if groups else ():
        disown_member_consents(
            group_ids=groups,
            identity=identity,
            source_kind=MemberSource.PETITION,
            source_ref=signature.petition.slug,
        )


def _identities(signature: Signature) -> set[bytes]:
    """Who the person is by all that is sealed of them: a list may know them otherwise."""
    parts = [signature.sealed, signature.pending]
    parts += signature.receipts.exclude(sealed=None).values_list("sealed", flat=True)
    people = [_person(signature, part) for part in parts if part is not None]
    found = {known_identity(person_from(person), signature.country) for person in people}
    return {identity for identity in found if identity is not None}


def _person(signature: Signature, sealed: Any) -> dict[str, Any]:
    owner = petition_owner(signature.petition_id)
    return from_bytes(vault.unseal(owner, signature.pk, bytes(sealed)))[0]
