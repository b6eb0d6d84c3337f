"""Gives people roles in groups and ends them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from core.actors import Actor
from core.errors import Forbidden, NotFound, StateConflict
from core.services.audit_entry import record
from groups.models import Group, Role, Staff
from groups.policies import may_know_group, may_manage
from groups.selectors.staff import standing_of


def add_staff(*, user: User, group: Group, role: Role, actor: Actor) -> Staff:
    """Gives the role; harmless when the person has it. By the group's coordinators.

    A platform administrator may only make a coordinator, to restore a group that lost its own.
    """
    _require_may_change(group=group, role=role, actor=actor)
    with transaction.atomic():
        staff, created = Staff.objects.get_or_create(
            user=user, group=group, role=role, ended_at=None
        )
        if created:
            _audit(staff, "staff.added", actor)
    return staff


def end_staff(*, staff: Staff, actor: Actor) -> Staff:
    """Ends the role now; the person's tokens lose it at their next request.

    Raises StateConflict for the group's last coordinator.
    """
    _require_may_change(group=staff.group, role=None, actor=actor)
    with transaction.atomic():
        # All of the group's coordinators are locked: of two who leave at once, one stays.
        present = list(
            Staff.objects.select_for_update()
            .filter(group=staff.group, ended_at=None)
            .order_by("pk")
        )
        if staff not in present:
            return Staff.objects.get(pk=staff.pk)
        staff = present[present.index(staff)]
        _require_another_coordinator(staff, present)
        staff.ended_at = timezone.now()
        staff.save(update_fields=["ended_at"])
        _audit(staff, "staff.ended", actor)
    return staff


def _require_another_coordinator(leaving: Staff, present: list[Staff]) -> None:
    coordinators = [row for row in present if row.role == Role.COORDINATOR]
    if leaving.role == Role.COORDINATOR and len(coordinators) == 1:
        raise StateConflict(
            gettext("This is the group's last coordinator. Make someone else coordinator first."),
            code="last_coordinator",
        )


def _require_may_change(*, group: Group, role: Role | None, actor: Actor) -> None:
    standing = standing_of(actor)
    if may_manage(standing, group.pk):
        return
    if actor.is_platform_admin and role == Role.COORDINATOR:
        return
    if not may_know_group(standing, group.pk):
        raise NotFound
    raise Forbidden(gettext("Only the group's coordinators change its staff."))


def _audit(staff: Staff, action: str, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=staff,
        group_id=staff.group_id,
        detail={"role": staff.role, "user": staff.user_id},
    )
