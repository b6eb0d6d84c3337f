"""The first page of the desk."""

import pytest
from django.test import Client

from groups.models import Role
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_staff_see_their_own_groups_alone(story: Coalition) -> None:
    client = Client()
    client.force_login(story.person(group=1, role=Role.ORGANIZER))
    words = text_of(client.get("/desk/"))
    names = [group.name for group in story.groups]
    assert [name in words for name in names] == [False, True]
