"""Somebody decides about signatures that may be no person's: each is kept, or excluded.

Kept is what a person signed after all: it is asked to confirm, as it would have been. Excluded is
what a machine sent: it is erased and stays uncounted. Whoever's name was misused can still sign.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Forbidden
from core.services.audit_entry import record
from core.services.message import owe_many
from petitions.cells import cell_of
from petitions.evidence import is_open_suspect
from petitions.models import (
    Cause,
    Confirmation,
    Consent,
    Petition,
    Receipt,
    Signature,
    SignatureState,
    Source,
    SuspectProposal,
    Transition,
    Verdict,
)
from petitions.selectors.suspect_signature import judged_sources, open_suspects
from petitions.services.decision import confirm_unasked
from petitions.services.delta import write_deltas
from petitions.services.sign_statement import MESSAGE_KIND

SLICE = 500
AT_ONCE = 1000  # somebody waits for the answer
_OWED = """
    SELECT %s::text AS kind, id AS about, 'signature:' || id || ':kept' AS dedup_key,
           now() AS due_at, %s::bigint AS group_id
    FROM unnest(%s::uuid[]) AS kept (id)
"""


@dataclass(frozen=True)
class Decided:
    """`done` were decided now; of `others` somebody had decided, or the person signed again."""

    done: int
    others: int = 0


def decide_suspects(
    *, petition: Petition, ids: Collection[UUID], verdict: Verdict, actor: Actor
) -> Decided:
    """Decides about these, as far as nobody has. Deciding twice changes nothing more.

    Raises Forbidden for whoever decides about none of the petition's sources; suspects of other
    sources are left as they are.
    """
    sources = _require_judge(petition, actor)
    wanted = sorted(set(ids))
    done = sum(
        _decide(petition, wanted[at : at + SLICE], sources, verdict, actor)
        for at in range(0, len(wanted), SLICE)
    )
    return Decided(done, len(wanted) - done)


def decide_all_suspects(
    *,
    petition: Petition,
    reason: str,
    source_id: int,
    until: datetime,
    verdict: Verdict,
    actor: Actor,
) -> Decided:
    """Decides about all of one reason and source that had come by `until`, up to AT_ONCE.

    Each slice commits by itself: broken off, it goes on when it is asked again. Raises Forbidden.
    """
    sources = _require_judge(petition, actor) & {source_id}
    rows = open_suspects(petition, sources, reason=reason).filter(received_at__lte=until)
    done = 0
    while done < AT_ONCE:
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
        if not ids:
            break
        done += _decide(petition, ids, sources, verdict, actor)
    return Decided(done)


def _require_judge(petition: Petition, actor: Actor) -> set[int]:
    sources = judged_sources(petition=petition, actor=actor)
    if not sources:
        raise Forbidden(
            _("Stewards and coordinators of the group, and the coalition’s lead, decide this.")
        )
    return sources


def _decide(
    petition: Petition, ids: list[UUID], sources: set[int], verdict: Verdict, actor: Actor
) -> int:
    """One transaction: rows, history, tally and log say the same."""
    with transaction.atomic():
        rows = Signature.objects.select_for_update(of=("self",)).select_related("source")
        found = rows.filter(pk__in=ids, petition=petition, source__in=sources).order_by("pk")
        suspects = [row for row in found if is_open_suspect(row)]
        if suspects and verdict is Verdict.EXCLUDE:
            _exclude(suspects, actor)
        elif suspects:
            _keep(petition, suspects)
        _forget_proposals(petition, {row.source_id for row in suspects})
        _audit(petition, suspects, verdict, actor)
    return len(suspects)


def _forget_proposals(petition: Petition, sources: set[int]) -> None:
    """Those about suspects of which none is left; whoever proposes just now is waited for."""
    list(Source.objects.select_for_update(no_key=True).filter(pk__in=sources).order_by("pk"))
    left = open_suspects(petition, sources).filter(
        source=OuterRef("source"), suspect=OuterRef("reason")
    )
    SuspectProposal.objects.filter(source__in=sources).exclude(Exists(left)).delete()


def _exclude(suspects: list[Signature], actor: Actor) -> None:
    before = [(cell_of(row), -1) for row in suspects]
    now = timezone.now()
    for row in suspects:
        row.state, row.named = SignatureState.INVALIDATED, False
    Signature.objects.filter(pk__in=[row.pk for row in suspects]).update(
        state=SignatureState.INVALIDATED, decided_at=now, named=False, sealed=None, pending=None
    )
    Receipt.objects.filter(signature__in=suspects).update(sealed=None, named=False)
    Consent.objects.filter(signature__in=suspects).delete()
    write_deltas([*before, *((cell_of(row), 1) for row in suspects)])
    Transition.objects.bulk_create(
        Transition(
            signature=row,
            petition_id=row.petition_id,
            from_state=SignatureState.UNCONFIRMED,
            to_state=row.state,
            cause=Cause.INVALIDATED,
            at=now,
            actor_user_id=actor.user_id,
        )
        for row in suspects
    )


def _keep(petition: Petition, suspects: list[Signature]) -> None:
    """They stand as if nobody had doubted them: asked to confirm, where people are asked."""
    if petition.confirmation == Confirmation.NONE:
        for row in suspects:
            confirm_unasked(signature_id=row.pk)
        return
    ids = [row.pk for row in suspects]
    Signature.objects.filter(pk__in=ids).update(suspect="")
    owe_many(select=_OWED, params=[MESSAGE_KIND, petition.group_id, ids], of_group="group_id")


def _audit(petition: Petition, suspects: list[Signature], verdict: Verdict, actor: Actor) -> None:
    action = "suspects.kept" if verdict is Verdict.KEEP else "suspects.excluded"
    for group_id in sorted({row.source.group_id for row in suspects}):
        record(
            actor=actor,
            action=action,
            subject=petition,
            group_id=group_id,
            campaign_id=petition.campaign_id,
            detail={"signatures": sum(row.source.group_id == group_id for row in suspects)},
        )
