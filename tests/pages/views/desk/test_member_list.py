"""The list of a group's members: what stewards, other staff, leads and administrators see of it."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from groups.models import MemberRead, Role, Tag
from groups.services.member import unsubscribe_member
from tests.groups.rolls import Roll, a_roll, newcomer
from tests.pages.views.desk.desks import browser, members_path, signed_in
from tests.pages.words import text_of
from tests.stories import a_person, coalition_of, platform_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def roll() -> Roll:
    return a_roll()


def test_a_steward_reads_names_and_addresses(roll: Roll) -> None:
    roll.add(tags="tenant, volunteer")
    words = text_of(browser(roll).get(members_path(roll)))
    assert "Ana Castillo ana@example.org Oakland, CA tenant volunteer Did not agree" in words
    assert "You may look at 5,000 people a day" in words
    assert MemberRead.objects.get().how == "list"


def test_other_staff_read_shortened_names(roll: Roll) -> None:
    roll.add()
    for role in (Role.ORGANIZER, Role.COORDINATOR):
        page = browser(roll, role).get(members_path(roll))
        assert "Ana C. Oakland – On the list" in text_of(page)
        assert "Castillo" not in page.content.decode()
        assert "example.org" not in page.content.decode()
    assert not MemberRead.objects.exists()


def test_sizes_stand_at_the_top(roll: Roll) -> None:
    gone = roll.add(email="gone@example.org")
    unsubscribe_member(group=roll.group, member_id=gone.pk, actor=roll.actor())
    roll.enrol(newcomer())
    words = text_of(browser(roll).get(members_path(roll)))
    assert "people 2 agreed to hear from the group 1 unsubscribed 1" in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=CA", ["Ana"]),
        ("region=CA&city=oakland", ["Ana"]),
        ("city=new+york", ["Bo"]),
        ("tag=tenant", ["Bo"]),
        ("consent=yes", ["Ana"]),
        ("consent=no", ["Bo"]),
        ("source=desk", ["Bo"]),
        ("source=petition&ref=keep-it", ["Ana"]),
        ("state=unsubscribed", []),
        ("state=erased&source=nonsense&consent=%00", ["Ana", "Bo"]),
    ],
)
def test_filters_stand_in_the_address(roll: Roll, query: str, found: list[str]) -> None:
    roll.enrol(newcomer())
    roll.add(given_name="Bo", email="bo@example.org", city="New York", region="NY", tags="tenant")
    words = text_of(browser(roll).get(f"{members_path(roll)}?{query}"))
    assert [name for name in ("Ana", "Bo") if f"{name} Castillo" in words] == found


def test_a_search_is_posted_and_stands_in_no_address(roll: Roll) -> None:
    roll.add()
    roll.add(given_name="Bo", family_name="Lee", email="bo@example.org")
    page = browser(roll).post(members_path(roll), {"q": "castillo"})
    assert page.status_code == 200
    assert "1 person found on this page" in text_of(page)
    assert "Bo Lee" not in text_of(page)
    assert "castillo" not in "".join(
        part for part in page.content.decode().split('"') if "/" in part
    )
    none = browser(roll).post(members_path(roll), {"q": "nobody@example.net"})
    assert "Nobody like that is on the list" in text_of(none)


def test_a_search_goes_on_to_its_next_page_and_keeps_the_filter(
    roll: Roll, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(51):
        roll.enrol(newcomer(f"ana{number}@example.org"))
    steward = browser(roll)
    first = steward.post(members_path(roll), {"q": "ana", "region": "CA"})
    after = first.context["next_cursor"]
    second = steward.post(members_path(roll), {"q": "ana", "region": "CA", "after": after})
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 1]
    assert 'name="region" value="CA"' in first.content.decode()


def test_a_search_needs_the_forms_own_token(roll: Roll) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(roll.people[Role.STEWARD])
    assert client.post(members_path(roll), {"q": "ana"}).status_code == 403


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_others_than_stewards_do_not_search(roll: Roll, role: Role) -> None:
    roll.add()
    page = browser(roll, role).get(members_path(roll))
    assert b'name="q"' not in page.content
    assert browser(roll, role).post(members_path(roll), {"q": "ana"}).status_code == 403


def test_pages_are_walked_by_a_cursor(roll: Roll) -> None:
    for number in range(51):
        roll.enrol(newcomer(f"ana{number}@example.org"))
    steward = browser(roll)
    first = steward.get(f"{members_path(roll)}?region=CA")
    second = steward.get(first.context["next_url"])
    assert (len(second.context["rows"]), second.context["next_url"]) == (1, "")
    assert second.context["first_url"] == f"{members_path(roll)}?region=CA"
    assert steward.get(f"{members_path(roll)}?after=forged").status_code == 400


def test_a_used_up_budget_says_so_and_shows_nobody(roll: Roll, settings: LazySettings) -> None:
    settings.MEMBER_READS_A_DAY = 1
    roll.add()
    steward = browser(roll)
    assert steward.get(members_path(roll)).status_code == 200
    page = steward.get(members_path(roll))
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "You have looked at as many people as one may in a day." in text_of(page)
    assert "Castillo" not in text_of(page)


def test_an_empty_list_says_what_to_do(roll: Roll) -> None:
    page = browser(roll).get(members_path(roll))
    assert "Nobody is on the list yet." in text_of(page)
    filtered = browser(roll).get(members_path(roll) + "?tag=none")
    assert "Take a filter away, or show all." in text_of(filtered)


def test_the_menu_leads_to_the_only_group_or_lets_choose(roll: Roll) -> None:
    only = browser(roll).get("/desk/members/")
    assert (only.status_code, only["Location"]) == (302, members_path(roll))
    groups = signed_in(platform_admin()).get("/desk/members/")
    assert roll.group.name in text_of(groups)
    nobody = signed_in(a_person()).get("/desk/members/")
    assert "You have no role in a group yet." in text_of(nobody)


def test_a_lead_and_an_administrator_see_sizes_without_small_ones() -> None:
    story = coalition_of(2)
    people = {role: story.person(group=1, role=role) for role in Role}
    partner = Roll(story.groups[1], people)
    partner.add()
    lead = signed_in(story.person(role=Role.ORGANIZER))
    for client in (lead, signed_in(platform_admin())):
        page = client.get(members_path(partner))
        words = text_of(page)
        assert "people &lt;10" in words
        assert "Oakland, CA &lt;10" in words
        assert "Castillo" not in words
        assert client.post(members_path(partner), {"q": "ana"}).status_code == 403


def test_a_size_that_is_hidden_is_said_in_the_readers_language() -> None:
    story = coalition_of(2)
    partner = Roll(story.groups[1], {role: story.person(group=1, role=role) for role in Role})
    people = [partner.add(email=f"member{number}@example.org") for number in range(11)]
    unsubscribe_member(group=partner.group, member_id=people[0].pk, actor=partner.actor())
    lead = signed_in(story.person(role=Role.ORGANIZER))
    page = lead.get(members_path(partner), headers={"accept-language": "es"})
    assert page.content.decode().count("<dd>oculto</dd>") == 1


def test_a_partner_and_a_leads_steward_see_nothing_of_another_group() -> None:
    story = coalition_of(2)
    lead = f"/desk/groups/{story.lead.slug}/members/"
    partner = f"/desk/groups/{story.groups[1].slug}/members/"
    assert signed_in(story.person(group=1)).get(lead).status_code == 404
    assert signed_in(story.person(role=Role.STEWARD)).get(partner).status_code == 404


def test_makes_as_many_queries_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    steward = browser(roll)
    Tag.objects.create(group=roll.group, slug="tenant")
    roll.add()
    steward.get(members_path(roll))
    with django_assert_num_queries(14):
        steward.get(members_path(roll))
    for number in range(2):
        roll.add(email=f"more{number}@example.org", tags=f"tag{number}")
    with django_assert_num_queries(14):
        steward.get(members_path(roll))


def test_a_part_of_the_list_is_not_headed_by_the_sizes_of_the_whole(roll: Roll) -> None:
    roll.add()
    client, path = browser(roll), members_path(roll)
    assert "agreed to hear from the group" in text_of(client.get(path))
    assert "agreed to hear from the group" not in text_of(client.get(path, {"region": "CA"}))
    assert "agreed to hear from the group" not in text_of(client.post(path, {"q": "Ana"}))
