"""What is held about one person under one petition, for that person's own eyes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from core import vault
from core.links import LinkNoLongerValid
from groups.identity import fold
from groups.member_person import person_from
from groups.models import Group
from groups.sealed_member import known_identity
from petitions.evidence import covers_pending, is_tombstone
from petitions.identity import signature_id as id_of
from petitions.models import Petition, Signature, SignatureState
from petitions.models.consent import LISTED
from petitions.models.signature import ENDED
from petitions.sealed_person import Choice, from_bytes, full_name
from petitions.selectors.consent import consents_asked_for
from petitions.vault_owner import petition_owner


@dataclass(frozen=True)
class OwnSignature:
    """The person is empty once they withdrew. `waiting` is what they have not confirmed yet, and
    `asks_for` the groups that they would hear from once they do; `source` as links name it:
    "group" or "group/channel"."""

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
    asks_for: list[str]

    @property
    def name(self) -> str:
        """As it would be shown: what waits for confirmation comes first."""
        return full_name(self.waiting or self.person)

    @property
    def identity(self) -> bytes | None:
        """The identity (32 bytes) by which groups' lists may know the person; None once they
        withdrew."""
        return known_identity(person_from(self.waiting or self.person), "US")

    @property
    def groups_chosen(self) -> list[str]:
        """Whom they hear from, or will once they have confirmed."""
        return sorted({*self.heard_from, *self.asks_for})

    @property
    def comment(self) -> str:
        return str((self.waiting or self.person).get("comment", ""))


def own_signature(signature_id: UUID, *, form: int | None = None) -> OwnSignature:
    """What is held; with a form (`Signature.form`) it asks for what a link about that one confirms.

    Raises LinkNoLongerValid when there is nothing, or it was said to be somebody else's.
    """
    rows = Signature.objects.select_related(
        "petition__group", "petition__campaign", "source__group"
    )
    row = rows.filter(pk=signature_id).first()
    if row is None or is_tombstone(row):
        raise LinkNoLongerValid
    receipts = row.receipts.select_related("source__group").order_by("received_at")
    groups = [row.source.group, *(receipt.source.group for receipt in receipts)]
    return OwnSignature(
        signature_id=row.pk,
        petition=row.petition,
        state=row.state,
        display=row.display,
        place=", ".join(part for part in (row.city, row.region, row.country) if part),
        signed_at=row.signed_at,
        person=_person(row, row.sealed),
        waiting=_person(row, row.pending),
        asks_for=_asked_for(row, row.form if form is None else form),
        brought_by=list(dict.fromkeys(group.name for group in groups)),
        source="/".join(part for part in (row.source.group.slug, row.source.channel) if part),
        heard_from=_heard_from(row),
    )


def signatures_of(identity: bytes, *, name: str) -> list[Signature]:
    """Every signature of this person (identity of 32 bytes) that was not taken back, with its
    petition. Ids are computed, not looked for: one query.

    Where two people may share a mailbox, those under this name only.
    """
    shared: dict[UUID, bool] = {}
    for petition_id, people in Petition.objects.values_list("pk", "people_per_mailbox"):
        for slot in range(people):
            shared[id_of(petition_id, identity, slot)] = people > 1
    rows = Signature.objects.filter(pk__in=shared).exclude(state__in=sorted(ENDED))
    return [
        row
        for row in rows.select_related("petition").order_by("signed_at", "pk")
        if not shared[row.pk] or fold(_name(row)) == fold(name)
    ]


def _name(row: Signature) -> str:
    return full_name(_person(row, row.pending) or _person(row, row.sealed))


def _heard_from(row: Signature) -> list[str]:
    waiting = Q(due_at=None, enrolled_at=None) & ~Q(wording__startswith=LISTED)
    given = row.consents.filter(withdrawn_at=None).exclude(waiting)
    return list(given.order_by("group__name").values_list("group__name", flat=True))


def _asked_for(row: Signature, form: int) -> list[str]:
    ids = set(consents_asked_for(row, form=form).values_list("group", flat=True))
    if covers_pending(row, form=form) and row.state != SignatureState.UNCONFIRMED:
        _, choice = _opened(row, row.pending)
        ids.update(choice.subscribe if choice else ())
    groups = Group.objects.filter(pk__in=ids)
    return list(groups.order_by("name").values_list("name", flat=True))


def _person(row: Signature, sealed: Any) -> dict[str, Any]:
    if sealed is None:
        return {}
    return _opened(row, sealed)[0]


def _opened(row: Signature, sealed: Any) -> tuple[dict[str, Any], Choice | None]:
    return from_bytes(vault.unseal(petition_owner(row.petition_id), row.pk, bytes(sealed)))
