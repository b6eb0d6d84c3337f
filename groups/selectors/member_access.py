"""Who of an actor's kind may see a group's members, and how much of them."""

from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, NotFound
from groups.models import Group, Role
from groups.policies import is_staff, may_handle_people, may_know_group
from groups.selectors.staff import standing_of
from groups.standing import Standing


def require_steward(*, group: Group, actor: Actor) -> None:
    """Raises NotFound for who is not of the group, Forbidden for its other staff."""
    standing = standing_of(actor)
    if may_handle_people(standing, group.pk):
        return
    if not may_know_group(standing, group.pk):
        raise NotFound
    raise Forbidden(gettext("People on the list are for the group's stewards."))


def reads_in_full(*, group: Group, actor: Actor) -> bool:
    """Whether the actor sees people whole (stewards) or masked (other staff).

    Raises NotFound for who is not of the group, Forbidden for a platform administrator and for
    every token: those count, and read nobody.
    """
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if actor.token_id is not None:
        raise Forbidden(gettext("A token reads nobody."), code="token_reads_nobody")
    if may_handle_people(standing, group.pk):
        return True
    if not is_staff(standing, group.pk):
        raise Forbidden(gettext("People on the list are for the group's own staff."))
    return False


def reading_role(standing: Standing, group_id: int) -> Role:
    """The role by which somebody who may read people reads them: a steward's before others."""
    roles = standing.roles.get(group_id, frozenset())
    return next(
        (role for role in (Role.STEWARD, Role.COORDINATOR) if role in roles), Role.ORGANIZER
    )
