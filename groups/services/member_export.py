"""Asks for exports of members and decides on them. Building and handing over are others' work.

People go on record with what they ask for: no token and no operator's command exports anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.models.duty import DutyState
from core.services.audit_entry import record
from core.typed_text import BadText, read_paragraphs
from groups.member_export_columns import read_columns
from groups.member_export_file import XLSX_ROWS
from groups.member_filter import MemberFilter, filtered
from groups.models import (
    ExportCapacity,
    ExportFormat,
    ExportStage,
    ExportVerdict,
    Group,
    MemberExport,
    MemberState,
    Role,
)
from groups.models.member_export import REASON_LENGTH
from groups.policies import may_handle_people, may_know_group, may_request_export
from groups.selectors.staff import standing_of

OPEN_DAYS = 7
DOWNLOAD_HOURS = 24


def request_export(
    *,
    group: Group,
    reason: str,
    wanted: MemberFilter,
    columns: Sequence[str],
    file_format: str,
    actor: Actor,
) -> MemberExport:
    """Asks for the active members that the filter lets through. Nothing is built before a second
    person has approved.

    By stewards and organizers. Raises NotFound, Forbidden, Invalid (a reason of 10 to 500
    characters, known columns, a known format, at most XLSX_ROWS people in a workbook).
    """
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if not may_request_export(standing, group.pk):
        raise Forbidden(_("Exports are asked for by stewards and organizers of the group."))
    user_id = require_person(actor)
    reason, columns = _reason(reason), read_columns(columns)
    wanted = replace(wanted, state=MemberState.ACTIVE)
    people = filtered(group, wanted).count()
    _require_format(file_format, people)
    is_steward = may_handle_people(standing, group.pk)
    with transaction.atomic():
        export = MemberExport.objects.create(
            group=group,
            requested_by_id=user_id,
            requested_as=Role.STEWARD if is_steward else Role.ORGANIZER,
            reason=reason,
            wanted=asdict(wanted),
            columns=columns,
            file_format=file_format,
            people=people,
            open_until=timezone.now() + timedelta(days=OPEN_DAYS),
        )
        audit(export, "member_export.requested", actor)
    return export


def decide_as_steward(
    *, export: MemberExport, verdict: ExportVerdict, actor: Actor
) -> MemberExport:
    """Another steward of the group approves or refuses. Raises as `decide`."""
    if not may_handle_people(standing_of(actor), export.group_id):
        raise Forbidden(_("Exports are decided on by another steward of the group."))
    return decide(export=export, verdict=verdict, actor=actor, capacity=ExportCapacity.STEWARD)


def decide(
    *,
    export: MemberExport,
    verdict: ExportVerdict,
    actor: Actor,
    capacity: ExportCapacity,
    campaign_id: int | None = None,
) -> MemberExport:
    """Approves or refuses an open request, as which the caller has found that the actor may.

    Of two who decide at once the second finds it decided. Raises Forbidden for one's own request,
    whatever other role one has, and for a lead where an organizer asked: people reach an organizer
    by their own group's steward alone. Raises StateConflict.
    """
    require_person(actor)
    with transaction.atomic():
        row = MemberExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        row.group = export.group
        if row.requested_by_id == actor.user_id:
            raise Forbidden(_("Nobody approves their own request."), code="own_request")
        if capacity == ExportCapacity.LEAD and row.requested_as != Role.STEWARD:
            raise Forbidden(_("What an organizer asks for is decided by a steward of the group."))
        if row.stage != ExportStage.REQUESTED:
            raise StateConflict(
                _("This request was decided on, or has lapsed."), code="export.state"
            )
        row.verdict, row.decided_as = verdict, capacity
        row.decided_by_id, row.decided_at = actor.user_id, timezone.now()
        if verdict == ExportVerdict.APPROVED:
            row.download_until = row.decided_at + timedelta(hours=DOWNLOAD_HOURS)
            row.due_at = row.decided_at
        row.save()
        audit(row, f"member_export.{verdict.value}", actor, campaign_id=campaign_id)
    return row


def owe_build(export: MemberExport) -> None:
    """The file is to be built, or built anew: whoever was at it holds it no more."""
    MemberExport.objects.filter(pk=export.pk).update(
        state=DutyState.PENDING,
        attempts=0,
        due_at=Now(),
        lease_token=None,
        lease_until=None,
        finished_at=None,
        file=None,
        rows=None,
    )


def require_person(actor: Actor) -> int:
    """The user's id. Raises Forbidden for tokens and for who is not signed in."""
    if actor.user_id is None or actor.token_id is not None:
        raise Forbidden(_("People export; tokens never do."), code="token_never_exports")
    return actor.user_id


def audit(
    export: MemberExport,
    action: str,
    actor: Actor,
    detail: Mapping[str, Any] | None = None,
    *,
    campaign_id: int | None = None,
) -> None:
    """One entry about the export; call it last in its transaction. The reason is not in it: it
    is free text."""
    facts = {"columns": export.columns, "format": export.file_format, "people": export.people}
    record(
        actor=actor,
        action=action,
        subject=export,
        group_id=export.group_id,
        campaign_id=campaign_id,
        detail={**facts, **(detail or {})},
    )


def _reason(text: str) -> str:
    least, most = REASON_LENGTH
    try:
        reason = read_paragraphs(text, max_length=most).strip()
    except BadText as error:
        raise Invalid.field("reason", error.code, _("This cannot be used as it is.")) from error
    if len(reason) < least:
        sentence = _("Say in at least 10 characters what the people are needed for.")
        raise Invalid.field("reason", "min_length", sentence)
    return reason


def _require_format(file_format: str, people: int) -> None:
    if file_format not in ExportFormat.values:
        raise Invalid.field("file_format", "unknown", _("Choose csv or xlsx."))
    if file_format == ExportFormat.XLSX and people > XLSX_ROWS:
        sentence = _("A workbook holds at most 50,000 people. Take CSV.")
        raise Invalid.field("file_format", "too_many", sentence)
