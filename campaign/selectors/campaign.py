"""Reads campaigns."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from campaign.models import Campaign, Partner
from campaign.models.campaign import PUBLIC_STATES
from campaign.models.partner import PartnerState
from core.actors import Actor
from core.errors import Invalid, NotFound
from groups.policies import may_plan
from groups.selectors.staff import standing_of
from groups.standing import Standing


def visible_to(actor: Actor) -> QuerySet[Campaign]:
    """Public campaigns, and drafts that the actor's groups lead, take part in or are invited to."""
    rows = Campaign.objects.select_related("lead")
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    public = Q(state__in=PUBLIC_STATES)
    if not standing.group_ids:
        return rows.filter(public)
    mine = Partner.objects.filter(campaign=OuterRef("pk"), group__in=standing.group_ids).exclude(
        state=PartnerState.LEFT
    )
    return rows.filter(public | Exists(mine))


def get_campaign(*, slug: str, actor: Actor) -> Campaign:
    """The campaign of this slug. Raises NotFound, also where the actor may not know of it."""
    campaign = visible_to(actor).filter(slug=slug).first()
    if campaign is None:
        raise NotFound(_("There is no such campaign."))
    return campaign


def leads_any(standing: Standing) -> bool:
    """Whether one is coalition lead of any campaign: a planner of a group that leads one."""
    groups = [pk for pk in standing.group_ids if may_plan(standing, pk)]
    return bool(groups) and Campaign.objects.filter(lead__in=groups).exists()


def worked_on_by(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns that the actor's groups lead, take part in or are invited to; for a platform
    administrator all."""
    standing = standing_of(actor)
    rows = Campaign.objects.select_related("lead")
    if standing.is_system or standing.is_platform_admin:
        return rows
    mine = Partner.objects.filter(campaign=OuterRef("pk"), group__in=standing.group_ids).exclude(
        state=PartnerState.LEFT
    )
    return rows.filter(Exists(mine))


def get_worked_on(*, slug: str, actor: Actor) -> Campaign:
    """One of the campaigns that the actor works on. Raises NotFound."""
    campaign = worked_on_by(actor).filter(slug=slug).first()
    if campaign is None:
        raise NotFound(_("There is no such campaign."))
    return campaign


def campaign_named(slug: str, *, actor: Actor) -> Campaign:
    """The campaign that a request names in its field `campaign`. Raises Invalid for one that there
    is not, or that the actor may not know of.
    """
    campaign = visible_to(actor).filter(slug=slug).first()
    if campaign is None:
        raise Invalid.field("campaign", "unknown", _("There is no such campaign."))
    return campaign
