"""What is held about one person under one petition, for that person's own eyes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import vault
from core.links import LinkNoLongerValid
from petitions.evidence import is_tombstone
from petitions.models import Petition, Signature
from petitions.sealed_person import from_bytes, full_name
from petitions.vault_owner import petition_owner


@dataclass(frozen=True)
class OwnSignature:
    """The person is empty once they withdrew. `waiting` is what they have not confirmed yet;
    `source` as links name it: "group" or "group/channel"."""

    signature_id: UUID
    petition: Petition
    state: str
    display: str
    place: str
    signed_at: datetime
    person: dict[str, Any]
    waiting: dict[str, Any]
    brought_by: list[str]
    source: str
    heard_from: list[str]

    @property
    def name(self) -> str:
        """As it would be shown: what waits for confirmation comes first."""
        return full_name(self.waiting or self.person)

    @property
    def comment(self) -> str:
        return str((self.waiting or self.person).get("comment", ""))


def own_signature(signature_id: UUID) -> OwnSignature:
    """Raises LinkNoLongerValid when there is nothing, or it was said to be somebody else's."""
    rows = Signature.objects.select_related(
        "petition__group", "petition__campaign", "source__group"
    )
    row = rows.filter(pk=signature_id).first()
    if row is None or is_tombstone(row):
        raise LinkNoLongerValid
    receipts = row.receipts.select_related("source__group").order_by("received_at")
    groups = [row.source.group, *(receipt.source.group for receipt in receipts)]
    consents = row.consents.filter(withdrawn_at=None).select_related("group")
    return OwnSignature(
        signature_id=row.pk,
        petition=row.petition,
        state=row.state,
        display=row.display,
        place=", ".join(part for part in (row.city, row.region, row.country) if part),
        signed_at=row.signed_at,
        person=_person(row, row.sealed),
        waiting=_person(row, row.pending),
        brought_by=list(dict.fromkeys(group.name for group in groups)),
        source="/".join(part for part in (row.source.group.slug, row.source.channel) if part),
        heard_from=[consent.group.name for consent in consents.order_by("group__name")],
    )


def _person(row: Signature, sealed: Any) -> dict[str, Any]:
    if sealed is None:
        return {}
    return from_bytes(vault.unseal(petition_owner(row.petition_id), row.pk, bytes(sealed)))[0]
