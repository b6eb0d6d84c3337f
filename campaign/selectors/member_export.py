"""What a coalition lead sees of an export that waits for a second person: how many, not who."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from campaign.models import Campaign, Partner
from campaign.models.partner import PartnerState
from core.actors import Actor
from core.errors import NotFound
from core.small_counts import rounded_count
from groups.models import MemberExport, Role
from groups.selectors.member_export import open_exports
from groups.selectors.staff import standing_of


@dataclass(frozen=True, slots=True)
class ExportForLead:
    """A request as a lead may see it. `people` is rounded: two requests, or one and the size of the
    list, must not tell who is left. The filter is left out, which would cut the count finer.
    `reason` is what the steward wrote for the second person."""

    public_id: UUID
    group: str
    reason: str
    people: int | str
    columns: tuple[str, ...]
    file_format: str
    requested_at: datetime
    open_until: datetime


def exports_for_lead(actor: Actor, *, limit: int | None = None) -> list[ExportForLead]:
    """Open requests of stewards of active partners of the campaigns that the actor leads, the
    oldest first, at most `limit`; never one's own."""
    return [_shown(export) for export in _waiting(actor)[:limit]]


def get_export_for_lead(*, public_id: UUID, actor: Actor) -> ExportForLead:
    """One of `exports_for_lead`. Raises NotFound."""
    export = _waiting(actor).filter(public_id=public_id).first()
    if export is None:
        raise NotFound(gettext("There is no such export."))
    return _shown(export)


def led_campaign_of(*, export: MemberExport, actor: Actor) -> int | None:
    """A campaign that the actor leads and the export's group is an active partner of."""
    campaigns = _led(actor)
    partners = Partner.objects.filter(
        campaign__in=campaigns, group=export.group_id, state=PartnerState.ACTIVE
    )
    return partners.order_by("campaign").values_list("campaign", flat=True).first()


def _waiting(actor: Actor) -> QuerySet[MemberExport]:
    partners = Partner.objects.filter(campaign__in=_led(actor), state=PartnerState.ACTIVE)
    rows = open_exports().filter(group__in=partners.values("group"), requested_as=Role.STEWARD)
    return rows.exclude(requested_by=actor.user_id)


def _led(actor: Actor) -> QuerySet[Campaign]:
    if actor.token_id is not None or actor.user_id is None:
        return Campaign.objects.none()
    leading = {Role.ORGANIZER, Role.COORDINATOR}
    roles = standing_of(actor).roles
    groups = [group_id for group_id, held in roles.items() if leading & held]
    return Campaign.objects.filter(lead__in=groups)


def _shown(export: MemberExport) -> ExportForLead:
    return ExportForLead(
        public_id=export.public_id,
        group=export.group.name,
        reason=export.reason,
        people=rounded_count(export.people),
        columns=tuple(export.columns),
        file_format=export.file_format,
        requested_at=export.created_at,
        open_until=export.open_until,
    )
