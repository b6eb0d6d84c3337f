"""Reads exports of members: those that one asked for, and those that wait for a second person."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, NotFound
from groups.models import Group, MemberExport, Role
from groups.policies import may_handle_people, may_know_group, may_request_export
from groups.selectors.staff import standing_of


def exports_of(*, group: Group, actor: Actor) -> QuerySet[MemberExport]:
    """The group's exports for its stewards, their own for its organizers; latest first.

    Raises NotFound outside the group, Forbidden for its other staff and for tokens.
    """
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if actor.token_id is not None or not may_request_export(standing, group.pk):
        raise Forbidden(gettext("Exports are for stewards and organizers of the group."))
    rows = _with_people().filter(group=group).order_by("-pk")
    return (
        rows if may_handle_people(standing, group.pk) else rows.filter(requested_by=actor.user_id)
    )


def get_export(*, public_id: UUID, actor: Actor) -> MemberExport:
    """One export, for who asked for it and for stewards of its group. Raises NotFound."""
    export = _with_people().filter(public_id=public_id).first()
    if export is not None and actor.token_id is None:
        standing = standing_of(actor)
        own = export.requested_by_id == actor.user_id
        if may_handle_people(standing, export.group_id):
            return export
        if own and may_request_export(standing, export.group_id):
            return export
    raise NotFound(gettext("There is no such export."))


def open_exports() -> QuerySet[MemberExport]:
    """Requests that nobody has decided on and that have not lapsed, the oldest first."""
    rows = _with_people().filter(verdict="", open_until__gt=timezone.now())
    return rows.order_by("pk")


def waiting_for_steward(actor: Actor) -> QuerySet[MemberExport]:
    """Open requests of the groups whose steward the actor is; never one's own."""
    if actor.token_id is not None or actor.user_id is None:
        return MemberExport.objects.none()
    roles = standing_of(actor).roles
    groups = [group_id for group_id, held in roles.items() if Role.STEWARD in held]
    return open_exports().filter(Q(group__in=groups) & ~Q(requested_by=actor.user_id))


def _with_people() -> QuerySet[MemberExport]:
    return MemberExport.objects.select_related("group", "requested_by", "decided_by")
