"""Who may do what with an event: pure predicates over a standing. See permissions.md."""

from campaign.models import Campaign
from campaign.policies import is_lead
from campaign.policies import is_public as is_campaign_public
from events.models import Event
from events.models.event import PUBLIC_STATES
from groups.policies import is_staff, may_handle_people, may_plan
from groups.standing import Standing


def may_plan_event(standing: Standing, *, campaign: Campaign, group_id: int) -> bool:
    """Makes and changes events of the group: its planners, and the coalition lead."""
    return may_plan(standing, group_id) or is_lead(standing, campaign)


def may_change_event(standing: Standing, event: Event) -> bool:
    """Changes, moves and cancels it."""
    return may_plan_event(standing, campaign=event.campaign, group_id=event.group_id)


def is_public(event: Event) -> bool:
    """Everyone may read its public fields."""
    return event.state in PUBLIC_STATES and is_campaign_public(event.campaign)


def may_see_draft(standing: Standing, event: Event) -> bool:
    """Knows of it before it is public: its group, the lead group, platform administrators."""
    return (
        standing.is_platform_admin
        or is_staff(standing, event.group_id)
        or is_staff(standing, event.campaign.lead_id)
    )


def may_see_place(standing: Standing, event: Event) -> bool:
    """Sees where a private event is: the group that hosts it, nobody else's staff."""
    return not event.is_private or is_staff(standing, event.group_id)


def may_check_in(standing: Standing, event: Event) -> bool:
    """Sees who comes, by first name and initial, and checks them in: staff of its group."""
    return is_staff(standing, event.group_id)


def may_read_people(standing: Standing, event: Event) -> bool:
    """Sees who comes in full: stewards of its group."""
    return may_handle_people(standing, event.group_id)


def may_count(standing: Standing, event: Event) -> bool:
    """Sees how many come, counts under ten hidden: the coalition lead, administrators."""
    return standing.is_platform_admin or is_lead(standing, event.campaign)
