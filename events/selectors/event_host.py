"""In which campaigns, and in whose name, a person may make events and actions."""

from django.db.models import Q, QuerySet

from campaign.models import Campaign, Partner
from campaign.models.campaign import CampaignState
from campaign.models.partner import PartnerState
from core.actors import Actor
from groups.models import Group, Role
from groups.selectors.staff import standing_of

PLANNERS = (Role.ORGANIZER, Role.COORDINATOR)


def hosts(actor: Actor) -> QuerySet[Partner]:
    """The active partners (with campaign and group) for which `policies.may_plan_event` is true, in
    campaigns that go on: one's own groups, and all groups of the campaigns that they lead."""
    standing = standing_of(actor)
    rows = Partner.objects.filter(state=PartnerState.ACTIVE).exclude(
        campaign__state=CampaignState.ENDED
    )
    if not standing.is_system:
        own = [pk for pk in standing.group_ids if standing.holds(pk, *PLANNERS)]
        rows = rows.filter(Q(group__in=own) | Q(campaign__lead__in=own))
    return rows.select_related("campaign", "group").order_by("campaign__title", "group__name")


def host_groups(*, campaign: Campaign, actor: Actor) -> list[Group]:
    """The groups in whose name the actor may make events of this campaign, by name."""
    return [partner.group for partner in hosts(actor).filter(campaign=campaign)]
