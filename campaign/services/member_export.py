"""The second person's decision on an export of members, by whichever right they have."""

from uuid import UUID

from django.utils.translation import gettext

from campaign.selectors.member_export import led_campaign_of
from core.actors import Actor
from core.errors import NotFound
from groups.models import ExportCapacity, ExportVerdict, MemberExport
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from groups.services.member_export import decide, decide_as_steward


def decide_export(*, public_id: UUID, verdict: ExportVerdict, actor: Actor) -> MemberExport:
    """Approves or refuses: another steward of the group, or a lead of a campaign in which the
    group takes part.

    Raises NotFound for everyone else, and as `groups.services.member_export.decide`.
    """
    export = MemberExport.objects.select_related("group").filter(public_id=public_id).first()
    if export is None:
        raise NotFound(gettext("There is no such export."))
    if may_handle_people(standing_of(actor), export.group_id):
        return decide_as_steward(export=export, verdict=verdict, actor=actor)
    campaign_id = led_campaign_of(export=export, actor=actor)
    own = export.requested_by_id == actor.user_id
    if campaign_id is None and not own:
        raise NotFound(gettext("There is no such export."))
    return decide(
        export=export,
        verdict=verdict,
        actor=actor,
        capacity=ExportCapacity.LEAD,
        campaign_id=campaign_id,
    )
