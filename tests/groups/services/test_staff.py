"""Giving and ending roles."""

import pytest

from core.actors import SYSTEM, Actor
from core.errors import Forbidden, NotFound, StateConflict
from core.models import AuditEntry
from groups.models import Group, Role, Staff
from groups.services.staff import add_staff, end_staff
from tests.stories import a_group, a_person, platform_admin, staff_of

pytestmark = pytest.mark.django_db


def present(group: Group) -> list[tuple[int, str]]:
    """Who has which role in the group."""
    rows = Staff.objects.filter(group=group, ended_at=None).order_by("pk")
    return list(rows.values_list("user_id", "role"))


def test_a_coordinator_gives_a_role_once() -> None:
    group = a_group()
    boss, person = staff_of(group, Role.COORDINATOR), a_person()
    actor = Actor(user_id=boss.pk)
    first = add_staff(user=person, group=group, role=Role.STEWARD, actor=actor)
    again = add_staff(user=person, group=group, role=Role.STEWARD, actor=actor)
    assert first == again
    assert present(group) == [(boss.pk, "coordinator"), (person.pk, "steward")]
    assert AuditEntry.objects.filter(action="staff.added", actor_user_id=boss.pk).count() == 1


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.STEWARD])
def test_other_staff_may_not(role: Role) -> None:
    group = a_group()
    actor = Actor(user_id=staff_of(group, role).pk)
    before = present(group)
    with pytest.raises(Forbidden):
        add_staff(user=a_person(), group=group, role=Role.ORGANIZER, actor=actor)
    assert present(group) == before


def test_another_groups_coordinator_does_not_know_of_it() -> None:
    stranger = staff_of(a_group(), Role.COORDINATOR)
    with pytest.raises(NotFound):
        add_staff(
            user=a_person(), group=a_group(), role=Role.ORGANIZER, actor=Actor(user_id=stranger.pk)
        )


def test_a_platform_administrator_restores_a_coordinator_and_no_more() -> None:
    group, person = a_group(), a_person()
    actor = Actor(user_id=platform_admin().pk, is_platform_admin=True)
    add_staff(user=person, group=group, role=Role.COORDINATOR, actor=actor)
    with pytest.raises(Forbidden):
        add_staff(user=person, group=group, role=Role.STEWARD, actor=actor)
    assert present(group) == [(person.pk, "coordinator")]


def test_the_last_coordinator_cannot_leave() -> None:
    group = a_group()
    first = staff_of(group, Role.COORDINATOR)
    staff = Staff.objects.get(user=first)
    with pytest.raises(StateConflict) as refused:
        end_staff(staff=staff, actor=Actor(user_id=first.pk))
    assert refused.value.code == "last_coordinator"
    assert present(group) == [(first.pk, "coordinator")]


def test_one_of_two_coordinators_leaves_and_stays_as_history() -> None:
    group = a_group()
    first, second = staff_of(group, Role.COORDINATOR), staff_of(group, Role.COORDINATOR)
    end_staff(staff=Staff.objects.get(user=first), actor=Actor(user_id=first.pk))
    assert present(group) == [(second.pk, "coordinator")]
    assert Staff.objects.get(user=first).ended_at is not None


def test_ending_a_role_again_changes_nothing() -> None:
    group = a_group()
    staff_of(group, Role.COORDINATOR)
    staff = Staff.objects.get(user=staff_of(group, Role.ORGANIZER))
    ended = end_staff(staff=staff, actor=SYSTEM)
    assert end_staff(staff=staff, actor=SYSTEM).ended_at == ended.ended_at


def test_who_left_can_come_back() -> None:
    group = a_group()
    staff_of(group, Role.COORDINATOR)
    person = staff_of(group, Role.ORGANIZER)
    end_staff(staff=Staff.objects.get(user=person), actor=SYSTEM)
    add_staff(user=person, group=group, role=Role.ORGANIZER, actor=SYSTEM)
    assert (person.pk, "organizer") in present(group)
