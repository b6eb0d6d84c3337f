"""The first page of the desk."""

from typing import Any

import pytest
from django.test import Client

from groups.models import Role
from petitions.models import Bundle
from tests.events.gatherings import an_event, in_days
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, open_petition_of

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


def test_says_what_waits_and_who_is_not_meant_sees_nothing(story: Coalition) -> None:
    event = an_event(story, group=1, start=in_days(0.5), capacity=100)
    Bundle.objects.create(petition=open_petition_of(story, group=1), number=1)
    host, steward, other = Client(), Client(), Client()
    host.force_login(story.person(group=1, role=Role.ORGANIZER))
    steward.force_login(story.person(group=1, role=Role.STEWARD))
    other.force_login(coalition_of(1).person(role=Role.STEWARD))

    words = text_of(host.get("/desk/"))
    assert (event.title in words, "A bundle of" in words) == (True, False)
    assert "A bundle of “Keep the clinic open” waits for your approval" in text_of(
        steward.get("/desk/")
    )
    theirs = text_of(other.get("/desk/"))
    assert [word for word in (event.title, "A bundle of") if word in theirs] == []


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(story.person())
    for _ in range(3):
        an_event(story, start=in_days(3))
        open_petition_of(story)
        with django_assert_max_num_queries(29):
            client.get("/desk/")
