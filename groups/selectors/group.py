"""Reads groups."""

from django.db.models import QuerySet

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from groups.models import Group
from groups.policies import may_know_group
from groups.selectors.staff import standing_of


def visible_to(actor: Actor) -> QuerySet[Group]:
    """The groups whose own pages the actor may read."""
    standing = standing_of(actor)
    if standing.is_system or standing.is_platform_admin:
        return Group.objects.all()
    return Group.objects.filter(pk__in=standing.group_ids)


def get_group(*, slug: str, actor: Actor) -> Group:
    """The group of this slug. Raises NotFound, also where the actor may not know of it."""
    group = Group.objects.filter(slug=slug).first()
    if group is None or not may_know_group(standing_of(actor), group.pk):
        raise NotFound
    return group


def group_of_token(actor: Actor) -> Group:
    """The group in whose name a token acts. Raises Forbidden for an actor without one."""
    if actor.group_id is None:
        raise Forbidden("This is done with a token, in the name of its group.")
    return Group.objects.get(pk=actor.group_id)


def group_named(slug: str, *, field: str) -> Group:
    """The group that a request names in a field. Raises Invalid when there is none."""
    group = Group.objects.filter(slug=slug).first()
    if group is None:
        raise Invalid.field(field, "unknown", "There is no group of this slug.")
    return group
