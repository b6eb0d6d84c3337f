"""Who may do what inside a group: pure predicates over a standing. See permissions.md."""

from groups.models import Role
from groups.standing import Standing


def is_staff(standing: Standing, group_id: int) -> bool:
    """Has any role in the group."""
    return standing.works_in(group_id)


def may_plan(standing: Standing, group_id: int) -> bool:
    """Makes and changes the group's petitions and events: organizers and coordinators."""
    return standing.holds(group_id, Role.ORGANIZER, Role.COORDINATOR)


def may_handle_people(standing: Standing, group_id: int) -> bool:
    """Sees, imports and exports the group's people: stewards alone."""
    return standing.holds(group_id, Role.STEWARD)


def may_manage(standing: Standing, group_id: int) -> bool:
    """Manages the group, its staff and its place in coalitions: coordinators."""
    return standing.holds(group_id, Role.COORDINATOR)


def may_know_group(standing: Standing, group_id: int) -> bool:
    """May read the group's own page: its staff and platform administrators."""
    return is_staff(standing, group_id) or standing.is_platform_admin


def may_see_staff(standing: Standing, group_id: int) -> bool:
    """May list who has which role. A platform administrator sees roles without names."""
    return may_manage(standing, group_id) or standing.is_platform_admin


def may_request_export(standing: Standing, group_id: int) -> bool:
    """Asks for people in a file, which a second person approves: stewards and organizers."""
    return standing.holds(group_id, Role.STEWARD, Role.ORGANIZER)


def may_have_export(standing: Standing, group_id: int, *, asked_as: str) -> bool:
    """Has what was asked for in this role, and approved for it: a steward's request is no good to
    who is an organizer by now, since a lead may have approved it."""
    return standing.holds(group_id, Role(asked_as), Role.STEWARD)
