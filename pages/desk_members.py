"""What the pages of one group's member list share: the group, and the tabs above its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.selectors.partner import leads_coalition_with
from core.actors import Actor
from core.errors import NotFound
from groups.models import Group, Role
from groups.policies import may_know_group
from groups.selectors.group import get_group
from groups.selectors.member_access import require_steward
from groups.selectors.staff import standing_of
from pages.desk_frame import desk_render


@dataclass(frozen=True)
class Tab:
    """One of the pages beside each other."""

    url: str
    words: str
    is_current: bool


def countable_group(slug: str, actor: Actor) -> Group:
    """The group whose list the actor may at least count: its staff, administrators, and leads of
    a coalition with it. Raises NotFound."""
    group = Group.objects.filter(slug=slug).first()
    if group is None:
        raise NotFound
    if may_know_group(standing_of(actor), group.pk):
        return group
    if not leads_coalition_with(group_id=group.pk, actor=actor):
        raise NotFound
    return group


def stewards_group(slug: str, actor: Actor) -> Group:
    """The group whose people the actor looks after. Raises NotFound, Forbidden."""
    group = get_group(slug=slug, actor=actor)
    require_steward(group=group, actor=actor)
    return group


def tabs(group: Group, current: str, actor: Actor) -> list[Tab]:
    """The pages of the list that the actor may open; none where there is but one."""
    standing = standing_of(actor)
    entries = [
        ("people", "desk-group-members", _("People"), list(Role)),
        ("tags", "desk-member-tags", _("Tags"), [Role.STEWARD]),
        ("imports", "desk-member-imports", _("Imported lists"), [Role.STEWARD]),
        ("exports", "desk-member-exports", _("Exports"), [Role.STEWARD, Role.ORGANIZER]),
    ]
    shown = [
        Tab(reverse(route, args=[group.slug]), words, name == current)
        for name, route, words, roles in entries
        if standing.holds(group.pk, *roles)
    ]
    return shown if len(shown) > 1 else []


def members_render(
    request: HttpRequest,
    actor: Actor,
    template: str,
    facts: Mapping[str, Any],
    *,
    group: Group,
    tab: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the group's list; with the tabs above it where it is one of them."""
    whole = {**facts, "group": group, "tabs": tabs(group, tab, actor) if tab else []}
    path = f"desk/members/{template}"
    return desk_render(request, actor, path, whole, section="members", status=status)
