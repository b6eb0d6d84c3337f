"""Counts the lists of a coalition's groups, for its lead: sizes and cities, never a person."""

from dataclasses import dataclass

from django.utils.translation import gettext

from campaign.models import Campaign
from campaign.policies import is_lead
from campaign.selectors.partner import active_groups
from core.actors import Actor
from core.errors import Forbidden
from groups.models import Group
from groups.selectors.member_count import MemberCounts, PlaceCount, hidden_sizes
from groups.selectors.staff import standing_of


@dataclass(frozen=True, slots=True)
class PartnerList:
    """One group's list; every count under ten is hidden."""

    group: Group
    counts: MemberCounts
    places: list[PlaceCount]


def partner_lists(*, campaign: Campaign, actor: Actor) -> list[PartnerList]:
    """The lists of the groups that take part now, by slug: a group that left is not counted.

    For the coalition lead and platform administrators. Raises Forbidden.
    """
    standing = standing_of(actor)
    if not (standing.is_system or standing.is_platform_admin or is_lead(standing, campaign)):
        raise Forbidden(gettext("The sizes of the partners' lists are for the coalition lead."))
    groups = list(active_groups(campaign))
    ids = [group.pk for group in groups]
    sizes = hidden_sizes(ids)
    return [PartnerList(group, sizes[group.pk].counts, sizes[group.pk].places) for group in groups]
