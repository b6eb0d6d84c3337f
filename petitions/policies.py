"""Who may do what with a petition: pure predicates over a standing. See permissions.md."""

from campaign.policies import is_lead
from groups.policies import is_staff, may_handle_people, may_manage, may_plan
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


def may_request_bundle(standing: Standing, petition: Petition) -> bool:
    """Asks for a bundle of names, or sees how one stands: staff of its group and the lead group."""
    return is_staff(standing, petition.group_id) or is_staff(standing, petition.campaign.lead_id)


def may_build_bundle(standing: Standing, petition: Petition) -> bool:
    """Has one built, downloads it, approves another's request.

    A bundle holds people of every partner. So the stewards meant are those of the petition's group
    and of the lead group, not those of any partner; and the coalition lead.
    """
    return (
        may_handle_people(standing, petition.group_id)
        or may_handle_people(standing, petition.campaign.lead_id)
        or is_lead(standing, petition.campaign)
    )


def may_record_delivery(standing: Standing, petition: Petition) -> bool:
    """Says to whom a bundle was handed over: the coalition lead."""
    return is_lead(standing, petition.campaign)


def may_count_suspects(standing: Standing, petition: Petition, group_id: int) -> bool:
    """Sees how many suspect signatures came through the group: its staff, and the lead."""
    return is_staff(standing, group_id) or is_lead(standing, petition.campaign)


def may_propose_about_suspects(standing: Standing, group_id: int) -> bool:
    """Says what should become of the suspect signatures that came through the group: its staff."""
    return is_staff(standing, group_id)


def may_decide_suspects(standing: Standing, petition: Petition, group_id: int) -> bool:
    """Keeps or excludes the suspect signatures that came through the group."""
    own = may_handle_people(standing, group_id) or may_manage(standing, group_id)
    return own or is_lead(standing, petition.campaign)
