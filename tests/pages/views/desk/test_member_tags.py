"""The tags of a group at the desk: counted, added, renamed, deleted."""

from typing import Any

import pytest

from groups.models import Member, Role, Tag
from tests.groups.rolls import Roll, a_roll
from tests.pages.views.desk.desks import browser, members_path
from tests.pages.words import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roll() -> Roll:
    return a_roll()


def test_tags_are_counted(roll: Roll) -> None:
    roll.add(tags="tenant, volunteer")
    roll.add(email="bo@example.org", tags="tenant")
    a_roll().add(tags="tenant")
    words = text_of(browser(roll).get(members_path(roll, "tags/")))
    assert "tenant 2 Rename tenant Delete tenant volunteer 1" in words


def test_a_tag_is_added_once(roll: Roll) -> None:
    steward = browser(roll)
    for _ in range(2):
        answer = steward.post(members_path(roll, "tags/"), {"name": "Night Shift"}, follow=True)
        assert "The tag night-shift is there." in text_of(answer)
    assert list(Tag.objects.values_list("slug", flat=True)) == ["night-shift"]
    bad = steward.post(members_path(roll, "tags/"), {"name": "one, two"})
    assert (bad.status_code, "Write one word for the tag." in text_of(bad)) == (400, True)


def test_a_tag_is_renamed_on_everyone(roll: Roll) -> None:
    roll.add(tags="tenant")
    steward = browser(roll)
    path = members_path(roll, "tags/tenant/")
    assert "1 person has this tag." in text_of(steward.get(path))
    assert steward.post(path, {"to": "Renter"}).status_code == 303
    assert Member.objects.get().tags == ["renter"]
    assert steward.get(path).status_code == 404
    bad = steward.post(members_path(roll, "tags/renter/"), {"to": ""})
    assert (bad.status_code, "Write one word for the tag." in text_of(bad)) == (400, True)


def test_a_tag_of_another_script_has_its_pages(roll: Roll) -> None:
    roll.add(tags="зима")
    assert "зима" in text_of(browser(roll).get(members_path(roll, "tags/зима/")))


def test_a_tag_is_deleted_from_everyone(roll: Roll) -> None:
    roll.add(tags="tenant, volunteer")
    steward = browser(roll)
    path = members_path(roll, "tags/tenant/delete/")
    assert "It is taken from 1 person." in text_of(steward.get(path))
    gone = steward.post(path, follow=True)
    assert "The tag is deleted; 1 member had it." in text_of(gone)
    assert Member.objects.get().tags == ["volunteer"]
    assert steward.post(path).status_code == 404


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_others_keep_no_tags(roll: Roll, role: Role) -> None:
    roll.add(tags="tenant")
    client = browser(roll, role)
    paths = [members_path(roll, rest) for rest in ("tags/", "tags/tenant/", "tags/tenant/delete/")]
    assert [client.get(path).status_code for path in paths] == [403] * 3
    assert [client.post(path, {"name": "x", "to": "x"}).status_code for path in paths] == [403] * 3
    assert Member.objects.get().tags == ["tenant"]


def test_makes_as_many_queries_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    steward = browser(roll)
    roll.add(tags="a1")
    steward.get(members_path(roll, "tags/"))
    with django_assert_num_queries(5):
        steward.get(members_path(roll, "tags/"))
    roll.add(email="bo@example.org", tags="a2, a3")
    with django_assert_num_queries(5):
        steward.get(members_path(roll, "tags/"))
