"""Signatures that may be no person's: kept, not counted, until somebody decides.

Who decides sees the first name and an initial, the place and the time; nobody an address.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden
from groups.member_person import MemberPerson
from groups.selectors.staff import standing_of
from petitions.models import Petition, Signature, SignatureState, Source, SuspectProposal
from petitions.policies import (
    may_count_suspects,
    may_decide_suspects,
    may_propose_about_suspects,
)
from petitions.sealed_person import from_bytes
from petitions.selectors.breakdown import source_names
from petitions.vault_owner import petition_owner


@dataclass(frozen=True)
class SuspectCount:
    """How many there are for one reason through one source, and what somebody proposed about them;
    whether the actor decides about them, or may propose, and may know who proposed: staff of the
    source's group may, and not the coalition's lead."""

    reason: str
    source_id: int
    source: str
    n: int
    may_decide: bool
    may_propose: bool = False
    may_know_who: bool = False
    proposal: SuspectProposal | None = None


@dataclass(frozen=True)
class SuspectRow:
    """One of them as its judges see it: `name` is "Ana C."."""

    id: UUID
    name: str
    reason: str
    source: str
    place: str
    received_at: datetime


def suspect_counts(*, petition: Petition, actor: Actor) -> list[SuspectCount]:
    """By reason and source, the most first: of the actor's groups, of all for the lead.

    Raises Forbidden for whoever works in no group of the petition's sources and does not lead.
    """
    standing = standing_of(actor)
    sources = list(Source.objects.filter(petition=petition))
    seen = [one for one in sources if may_count_suspects(standing, petition, one.group_id)]
    if not seen and not any(standing.group_ids):
        raise Forbidden(gettext("Suspect signatures are for the groups of the coalition."))
    judged = {one.pk for one in seen if may_decide_suspects(standing, petition, one.group_id)}
    own = {one.pk for one in seen if may_propose_about_suspects(standing, one.group_id)}
    names = source_names(petition)
    rows = open_suspects(petition, [one.pk for one in seen])
    counted = rows.values_list("suspect", "source_id").annotate(n=Count("pk"))
    proposals = {
        (one.reason, one.source_id): one
        for one in SuspectProposal.objects.filter(source__in=seen).select_related("proposed_by")
    }
    return [
        SuspectCount(
            reason=reason,
            source_id=source_id,
            source=names[source_id],
            n=n,
            may_decide=source_id in judged,
            may_propose=source_id in own - judged,
            may_know_who=source_id in own,
            proposal=proposals.get((reason, source_id)),
        )
        for reason, source_id, n in counted.order_by("-n", "suspect", "source_id")
    ]


def judged_sources(*, petition: Petition, actor: Actor) -> set[int]:
    """Ids of the sources about whose suspects the actor decides."""
    standing = standing_of(actor)
    return {
        pk
        for pk, group_id in Source.objects.filter(petition=petition).values_list("pk", "group_id")
        if may_decide_suspects(standing, petition, group_id)
    }


def open_suspects(
    petition: Petition, sources: Collection[int], *, reason: str = ""
) -> QuerySet[Signature]:
    """Those that nobody has decided about. A list that names the person makes them one."""
    rows = Signature.objects.filter(
        ~Q(suspect=""), petition=petition, state=SignatureState.UNCONFIRMED, source__in=sources
    )
    return rows.filter(suspect=reason) if reason else rows


def masked_suspects(petition: Petition, rows: Iterable[Signature]) -> list[SuspectRow]:
    """The rows as their judges see them."""
    sealer = vault.sealer(petition_owner(petition.pk))
    names = source_names(petition)
    return [
        SuspectRow(
            id=row.pk,
            name=_masked(sealer, row),
            reason=row.suspect,
            source=names[row.source_id],
            place=", ".join(part for part in (row.city, row.region, row.country) if part),
            received_at=row.received_at,
        )
        for row in rows
    ]


def _masked(sealer: vault.Sealer, row: Signature) -> str:
    if row.sealed is None:
        return ""
    person, _ = from_bytes(sealer.unseal(row.pk, bytes(row.sealed)))
    return MemberPerson(
        given_name=person.get("given_name", ""), family_name=person.get("family_name", "")
    ).masked_name
