"""Who may do what with a campaign: pure predicates over a standing. See permissions.md."""

from campaign.models.campaign import PUBLIC_STATES, Campaign
from campaign.models.locality import Locality
from groups.policies import may_manage, may_plan
from groups.standing import Standing


def is_lead(standing: Standing, campaign: Campaign) -> bool:
    """Coalition lead: a coordinator or organizer of the lead group."""
    return may_plan(standing, campaign.lead_id)


def may_manage_coalition(standing: Standing, campaign: Campaign) -> bool:
    """Changes the campaign and invites partners: the lead group's coordinators."""
    return may_manage(standing, campaign.lead_id)


def may_move_locality(standing: Standing, locality: Locality) -> bool:
    """Says which stage a place is in: the coalition lead, and planners of its local group."""
    local = locality.group_id is not None and may_plan(standing, locality.group_id)
    return local or is_lead(standing, locality.campaign)


def is_public(campaign: Campaign) -> bool:
    """Everyone may read it."""
    return campaign.state in PUBLIC_STATES
