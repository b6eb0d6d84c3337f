"""Finds petitions."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from campaign.models import Partner
from campaign.models.partner import PartnerState
from core.actors import Actor
from core.errors import NotFound
from groups.selectors.staff import standing_of
from petitions.models import Petition
from petitions.models.petition import PUBLIC_STATES
from petitions.policies import is_public, may_see_draft


def petition_by_slug(slug: str) -> Petition:
    """For commands, whose caller may see everything. Raises NotFound."""
    petition = Petition.objects.select_related("campaign", "group").filter(slug=slug).first()
    if petition is None:
        raise NotFound(_("there is no petition %(slug)r") % {"slug": slug}, code="petition.unknown")
    return petition


def visible_to(actor: Actor) -> QuerySet[Petition]:
    """Petitions that were opened once, and drafts of the actor's groups and campaigns."""
    rows = Petition.objects.select_related("campaign", "group")
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return rows
    own = Q(group__in=standing.group_ids) | Q(campaign__lead__in=standing.group_ids)
    return rows.filter(Q(state__in=PUBLIC_STATES) | own)


def worked_on_by(actor: Actor) -> QuerySet[Petition]:
    """Petitions of campaigns in which a group of the actor's is a partner; for platform
    administrators all. Drafts only of the actor's groups and of campaigns that these lead.
    """
    standing = standing_of(actor)
    if standing.is_platform_admin:
        return Petition.objects.select_related("campaign", "group")
    partner = Partner.objects.filter(
        campaign=OuterRef("campaign"), group__in=standing.group_ids, state=PartnerState.ACTIVE
    )
    return visible_to(actor).filter(Exists(partner))


def get_petition(*, slug: str, actor: Actor) -> Petition:
    """The petition of this slug. Raises NotFound, the same for a draft one may not know of."""
    petition = Petition.objects.select_related("campaign", "group").filter(slug=slug).first()
    if petition is not None and (
        is_public(petition) or may_see_draft(standing_of(actor), petition)
    ):
        return petition
    raise NotFound(_("There is no such petition."), code="petition.unknown")
