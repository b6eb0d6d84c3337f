"""Who may do what with a petition: pure predicates over a standing. See permissions.md."""

from campaign.policies import is_lead
from groups.policies import is_staff, may_plan
from groups.standing import Standing
from petitions.models import Petition
from petitions.models.petition import PUBLIC_STATES


def may_change_petition(standing: Standing, petition: Petition) -> bool:
    """Opens, closes and changes it: planners of its group, and the coalition lead."""
    return may_plan(standing, petition.group_id) or is_lead(standing, petition.campaign)


def may_see_draft(standing: Standing, petition: Petition) -> bool:
    """Knows of it before it is public: its group, the lead group, platform administrators."""
    return (
        standing.is_platform_admin
        or is_staff(standing, petition.group_id)
        or is_staff(standing, petition.campaign.lead_id)
    )


def is_public(petition: Petition) -> bool:
    """Everyone may read it."""
    return petition.state in PUBLIC_STATES


def may_see_all_counts(standing: Standing, petition: Petition) -> bool:
    """Sees the counts of the whole coalition: its lead and platform administrators."""
    return standing.is_system or standing.is_platform_admin or is_lead(standing, petition.campaign)
