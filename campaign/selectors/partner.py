"""Reads the coalition of a campaign."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from campaign.models import Campaign, Partner
from campaign.models.campaign import CampaignState
from campaign.models.partner import PartnerState
from campaign.policies import is_lead
from core.actors import Actor
from core.errors import NotFound
from groups.models import Group
from groups.policies import may_plan
from groups.selectors.staff import standing_of


def partners_visible_to(*, campaign: Campaign, actor: Actor) -> QuerySet[Partner]:
    """Active partners; who is invited is for the lead and for the invited group to know."""
    rows = Partner.objects.filter(campaign=campaign).select_related("group", "campaign")
    standing = standing_of(actor)
    if standing.is_platform_admin or is_lead(standing, campaign):
        return rows.exclude(state=PartnerState.LEFT)
    own_invitation = Q(state=PartnerState.INVITED, group__in=standing.group_ids)
    return rows.filter(Q(state=PartnerState.ACTIVE) | own_invitation)


def get_partner_group(*, campaign: Campaign, slug: str) -> Group:
    """The group of this slug that was ever invited to the campaign. Raises NotFound."""
    group = Group.objects.filter(slug=slug, partnerships__campaign=campaign).first()
    if group is None:
        raise NotFound(gettext("There is no such partner or invitation."))
    return group


def active_groups(campaign: Campaign) -> QuerySet[Group]:
    """The groups in the coalition, the lead among them, by slug."""
    return Group.objects.filter(
        partnerships__campaign=campaign, partnerships__state=PartnerState.ACTIVE
    ).order_by("slug")


def is_active_partner(*, campaign_id: int, group_id: int) -> bool:
    """Whether the group takes part in the campaign now."""
    return Partner.objects.filter(
        campaign=campaign_id, group=group_id, state=PartnerState.ACTIVE
    ).exists()


def partnerships_of(group_ids: Iterable[int]) -> QuerySet[Partner]:
    """The present places of these groups in coalitions of campaigns that have not ended."""
    rows = Partner.objects.filter(group__in=list(group_ids), state=PartnerState.ACTIVE)
    running = rows.exclude(campaign__state=CampaignState.ENDED)
    return running.select_related("campaign", "group").order_by("campaign__title", "group__name")


def leads_coalition_with(*, group_id: int, actor: Actor) -> bool:
    """Whether the actor leads a campaign in which the group takes part."""
    standing = standing_of(actor)
    led = [pk for pk in standing.group_ids if may_plan(standing, pk)]
    return Partner.objects.filter(
        group=group_id, state=PartnerState.ACTIVE, campaign__lead__in=led
    ).exists()
