"""Campaigns at the desk: making, changing, the coalition and its counts, and the places."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from campaign.models import Campaign, Locality, Partner
from groups.models import Role
from tests.pages.words import text_of
from tests.petitions.signers import signer
from tests.stories import Coalition, a_group, coalition_of, open_petition_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def boss(story: Coalition) -> Client:
    return signed_in(story.person())


def path_of(story: Coalition, rest: str = "") -> str:
    return f"/desk/campaigns/{story.campaign.slug}/{rest}"


def test_a_campaign_is_started_and_its_fields_are_said(story: Coalition, boss: Client) -> None:
    form = {"lead": story.lead.slug, "title": "New", "target": "Board", "demand": "Act."}
    wrong = boss.post("/desk/campaigns/new/", {**form, "slug": "New one", "state": "draft"})
    assert (wrong.status_code, 'value="New one"' in wrong.content.decode()) == (400, True)
    made = boss.post(
        "/desk/campaigns/new/", {**form, "slug": "new-one", "state": "draft"}, follow=True
    )
    assert "The campaign is there." in text_of(made)
    assert Campaign.objects.get(slug="new-one").state == "draft"
    again = boss.post("/desk/campaigns/new/", {**form, "slug": "new-one", "state": "draft"})
    assert "This web address is taken." in text_of(again)


def test_a_change_over_anothers_is_said(story: Coalition, boss: Client) -> None:
    form = {"title": "Other", "target": "Board", "demand": "Act.", "version": "1"}
    assert boss.post(path_of(story, "edit/"), form).status_code == 303
    clash = boss.post(path_of(story, "edit/"), {**form, "title": "Mine"})
    assert (clash.status_code, "Someone else changed this first." in text_of(clash)) == (412, True)
    assert Campaign.objects.get(pk=story.campaign.pk).title == "Other"


def test_it_is_ended_after_a_question_and_published_again(story: Coalition, boss: Client) -> None:
    assert "The public page stays" in text_of(boss.get(path_of(story, "become/ended/")))
    assert boss.post(path_of(story, "become/ended/")).status_code == 303
    assert boss.post(path_of(story, "become/ended/")).status_code == 303
    assert "Ended" in text_of(boss.get(path_of(story)))
    assert boss.post(path_of(story, "become/public/")).status_code == 303
    assert boss.get(path_of(story, "become/never/")).status_code == 400


def test_a_group_is_invited_and_answers(story: Coalition, boss: Client) -> None:
    group = a_group("river-friends")
    theirs = signed_in(staff_of(group, Role.COORDINATOR))
    assert theirs.get(path_of(story)).status_code == 404
    unknown = boss.post(path_of(story, "partners/new/"), {"group": "Nobody"})
    assert "There is no group of this name." in text_of(unknown)
    boss.post(path_of(story, "partners/new/"), {"group": "river friends"})
    assert "River Friends is invited to a campaign" in text_of(theirs.get("/desk/"))
    place = path_of(story, "partners/river-friends/")
    assert "Take part" in text_of(theirs.get(place))
    assert theirs.post(place, {"act": "accept"}).status_code == 303
    assert theirs.post(place, {"act": "accept"}).status_code == 303
    assert Partner.objects.get(group=group).state == "active"
    assert "Leave the campaign?" in text_of(theirs.get(place))
    assert theirs.post(place, {"act": "leave"}).status_code == 303
    assert theirs.get(path_of(story)).status_code == 404


def test_counts_of_another_group_are_for_the_lead(story: Coalition) -> None:
    several, few = open_petition_of(story, group=1), open_petition_of(story)
    for petition, number in ((several, 12), (few, 3)):
        for _ in range(number):
            signer(petition)
    counted = {
        name: {row["group"].pk: row["signatures"] for row in page.context["partners"]}
        for name, page in {
            "lead": signed_in(story.person(role=Role.ORGANIZER)).get(path_of(story)),
            "partner": signed_in(story.person(group=1)).get(path_of(story)),
        }.items()
    }
    first, second = (group.pk for group in story.groups)
    assert counted == {
        "lead": {first: "<10", second: 12},
        "partner": {first: None, second: 12},
    }


def test_the_lead_sees_sizes_of_lists_and_ends_a_part(story: Coalition, boss: Client) -> None:
    group = story.groups[1]
    place = path_of(story, f"partners/{group.slug}/")
    sizes = f"/desk/groups/{group.slug}/members/"
    partner = signed_in(story.person(group=1))
    shown = [sizes in one.get(path_of(story)).content.decode() for one in (boss, partner)]
    assert (shown, boss.get(sizes).status_code) == ([True, False], 200)
    assert "it takes them along" in text_of(boss.get(place))
    assert boss.post(place, {"act": "leave"}).status_code == 400
    answer = boss.post(place, {"act": "end"}, follow=True)
    assert f"{group.name} does not take part any more." in text_of(answer)
    assert [boss.get(one).status_code for one in (place, sizes)] == [404, 404]


def test_a_place_is_added_and_moved(story: Coalition, boss: Client) -> None:
    form = {"kind": "city", "name": "San José", "region": "CA", "stage": "next", "group": ""}
    assert boss.post(path_of(story, "localities/new/"), form).status_code == 303
    twice = boss.post(path_of(story, "localities/new/"), form)
    assert (twice.status_code, Locality.objects.count()) == (400, 1)
    place = path_of(story, "localities/san-jose-ca/")
    move = {"stage": "adopted", "stage_on": "2026-06-02", "version": "1"}
    assert boss.post(place, move).status_code == 303
    assert boss.post(place, move).status_code == 303
    clash = boss.post(place, {**move, "stage": "rejected"})
    assert clash.status_code == 412
    words = text_of(boss.get(path_of(story, "localities/")))
    assert "San José, CA" in words
    assert "Adopted 2 Jun 2026" in words


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("body", "x" * 121, "Use at most 120 characters."),
        ("body", "City\0council", "A character in this text cannot be kept."),
        ("name", "San\0José", "A character in this text cannot be kept."),
    ],
)
def test_what_cannot_be_kept_of_a_place_is_said_at_its_field(
    story: Coalition, boss: Client, name: str, typed: str, said: str
) -> None:
    form = {"kind": "city", "name": "San José", "region": "CA", "stage": "next", "group": ""}
    page = boss.post(path_of(story, "localities/new/"), form | {name: typed})
    errors = {field.name: field.error for field in page.context["inputs"] if field.error}
    assert (page.status_code, errors) == (400, {name: said})
    assert not Locality.objects.exists()


@pytest.mark.parametrize("name", ["title", "story"])
def test_a_character_that_cannot_be_kept_is_said_at_the_campaigns_field(
    story: Coalition, boss: Client, name: str
) -> None:
    form = {"title": "Other", "target": "Board", "demand": "Act.", "version": "1"}
    page = boss.post(path_of(story, "edit/"), form | {name: "a\0b"})
    assert page.status_code == 400
    assert "A character in this text cannot be kept." in text_of(page)


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, boss: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        open_petition_of(story)
        with django_assert_max_num_queries(20):
            boss.get(path_of(story))
