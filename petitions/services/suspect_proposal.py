"""Staff who may not decide about suspects say what they think; whoever decides sees it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.services.audit_entry import record
from core.typed_text import BadText, read_paragraphs
from groups.selectors.staff import standing_of
from petitions.models import Petition, Source, SuspectProposal, Verdict
from petitions.models.suspect_proposal import LONGEST_NOTE
from petitions.policies import may_propose_about_suspects
from petitions.selectors.suspect_signature import open_suspects


def propose_about_suspects(
    *,
    petition: Petition,
    reason: str,
    source_id: int,
    verdict: Verdict,
    note: str,
    actor: Actor,
) -> SuspectProposal:
    """Proposes to keep or exclude all suspects of one reason that came through one source; in the
    place of what was proposed before. Saying the same again changes nothing.

    By staff of the source's group. Raises NotFound for a source that is not the petition's,
    Forbidden, Invalid for a note that is too long or cannot be used, StateConflict where nothing
    waits for a decision (any more).
    """
    source = Source.objects.filter(pk=source_id, petition=petition).first()
    if source is None:
        raise NotFound
    if actor.user_id is None or not may_propose_about_suspects(standing_of(actor), source.group_id):
        raise Forbidden(_("Staff of the group that these came through propose this."))
    text = _note(note)
    with transaction.atomic():
        # Whoever decides or proposes at the same time comes after.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if not open_suspects(petition, [source.pk], reason=reason).exists():
            raise StateConflict(
                _("Somebody had decided about these already. Nothing changed."),
                code="suspects.decided",
            )
        same = SuspectProposal.objects.filter(
            source=source, reason=reason, verdict=verdict, note=text, proposed_by_id=actor.user_id
        ).first()
        if same is not None:
            return same
        proposal, _is_new = SuspectProposal.objects.update_or_create(
            source=source,
            reason=reason,
            defaults={
                "petition": petition,
                "verdict": verdict,
                "note": text,
                "proposed_by_id": actor.user_id,
                "proposed_at": timezone.now(),
            },
        )
        _audit(petition, source, verdict, actor)
    return proposal


def _audit(petition: Petition, source: Source, verdict: Verdict, actor: Actor) -> None:
    record(
        actor=actor,
        action="suspects.proposed",
        subject=petition,
        group_id=source.group_id,
        campaign_id=petition.campaign_id,
        detail={"verdict": str(verdict)},
    )


def _note(text: str) -> str:
    try:
        return read_paragraphs(text, max_length=LONGEST_NOTE).strip()
    except BadText as error:
        raise Invalid.field("note", error.code, _("This cannot be used as it is.")) from error
