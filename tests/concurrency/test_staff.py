"""Coordinators who leave their group at the same moment, in real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.actors import SYSTEM
from core.errors import StateConflict
from groups.models import Role, Staff
from groups.services.staff import end_staff
from tests.stories import a_group, staff_of

PEOPLE = 4


@pytest.mark.django_db(transaction=True)
def test_of_all_who_leave_at_once_one_stays() -> None:
    group, barrier = a_group(), Barrier(PEOPLE)
    for _ in range(PEOPLE):
        staff_of(group, Role.COORDINATOR)

    def leave(staff: Staff) -> str:
        barrier.wait()
        try:
            end_staff(staff=staff, actor=SYSTEM)
        except StateConflict as refused:
            return refused.code
        else:
            return "left"
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        outcomes = list(pool.map(leave, Staff.objects.filter(group=group)))
    assert sorted(outcomes) == ["last_coordinator"] + ["left"] * (PEOPLE - 1)
    assert Staff.objects.filter(group=group, ended_at=None).count() == 1
