"""Reads who has which role."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import QuerySet

from core.actors import Actor
from core.errors import NotFound
from groups.models import Group, Staff
from groups.policies import may_see_staff
from groups.standing import Standing

_kept: ContextVar[dict[Actor, Standing] | None] = ContextVar("kept_standings", default=None)


@contextmanager
def kept_standings() -> Iterator[None]:
    """Within it each actor's roles are read once: for a page that only reads. What writes asks
    again."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def standing_of(actor: Actor) -> Standing:
    """The roles the actor holds now, in one query; a token's are those in its group."""
    kept = _kept.get()
    if kept is None:
        return _read(actor)
    if actor not in kept:
        kept[actor] = _read(actor)
    return kept[actor]


def _read(actor: Actor) -> Standing:
    if actor.is_system or actor.user_id is None:
        return Standing(is_system=actor.is_system)
    rows = Staff.objects.filter(user=actor.user_id, user__is_active=True, ended_at=None)
    if actor.token_id is not None:
        rows = rows.filter(group=actor.group_id)
    roles: dict[int, set[str]] = defaultdict(set)
    for group_id, role in rows.values_list("group_id", "role"):
        roles[group_id].add(role)
    return Standing(
        roles={group_id: frozenset(held) for group_id, held in roles.items()},
        is_platform_admin=actor.is_platform_admin,
    )


def staff_of_group(*, group: Group, actor: Actor) -> QuerySet[Staff]:
    """The group's present staff with their users. Raises NotFound for whom it is not meant."""
    if not may_see_staff(standing_of(actor), group.pk):
        raise NotFound
    return Staff.objects.filter(group=group, ended_at=None).select_related("user")
