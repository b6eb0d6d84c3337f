"""Reading who has which role."""

import pytest
from pytest_django import DjangoAssertNumQueries

from core.actors import SYSTEM
from groups.models import Role, Staff
from groups.selectors.staff import kept_standings, standing_of
from groups.services.staff import end_staff
from tests.stories import coalition_of

pytestmark = pytest.mark.django_db


def test_roles_are_read_once_where_a_page_only_reads(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    story = coalition_of(2)
    actor = story.actor(group=1, role=Role.STEWARD)
    with kept_standings(), django_assert_num_queries(1):
        assert standing_of(actor) == standing_of(actor)
    end_staff(staff=Staff.objects.get(user=actor.user_id), actor=SYSTEM)
    assert standing_of(actor).roles == {}
