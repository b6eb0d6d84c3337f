"""The list of petitions at the desk."""

from typing import Any

import pytest

from groups.models import Role
from petitions.services.tally import count_changes
from tests.pages.views.desk.sessions import signed_in, staff_at
from tests.pages.words import text_of
from tests.petitions.signers import signer
from tests.stories import (
    Coalition,
    a_person,
    coalition_of,
    draft_petition_of,
    open_petition_of,
    platform_admin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def titles_in(answer: Any) -> list[str]:
    sections = answer.context["sections"]
    return [line.card.petition.title for _, lines in sections for line in lines]


def test_partners_see_what_is_public_and_drafts_are_for_their_group_and_the_lead(
    story: Coalition,
) -> None:
    foreign = coalition_of(1)
    open_petition_of(foreign, title="Planted foreign")
    open_petition_of(story, title="Open one")
    draft_petition_of(story, group=0, title="Draft of the lead")
    draft_petition_of(story, group=1, title="Draft of a partner")
    seen = {
        who: sorted(titles_in(client.get("/desk/petitions/")))
        for who, client in {
            "lead": staff_at(story, role=Role.ORGANIZER),
            "partner": staff_at(story, group=1, role=Role.STEWARD),
            "stranger": signed_in(a_person()),
        }.items()
    }
    assert seen == {
        "lead": ["Draft of a partner", "Draft of the lead", "Open one"],
        "partner": ["Draft of a partner", "Open one"],
        "stranger": [],
    }
    assert "Planted foreign" in titles_in(signed_in(platform_admin()).get("/desk/petitions/"))


def test_it_says_how_many_signed_and_how_many_today(story: Coalition) -> None:
    petition = open_petition_of(story)
    for _ in range(12):
        signer(petition)
    count_changes()
    words = text_of(staff_at(story).get("/desk/petitions/"))
    assert "12 of 100" in words
    assert "nobody yet today" in words


def test_one_state_alone(story: Coalition) -> None:
    open_petition_of(story, title="Open one")
    draft_petition_of(story, title="Draft one")
    client = staff_at(story)
    assert titles_in(client.get("/desk/petitions/?state=draft")) == ["Draft one"]
    assert len(titles_in(client.get("/desk/petitions/?state=nonsense"))) == 2


def test_only_planners_are_offered_a_new_one(story: Coalition) -> None:
    offers = {
        role: "Write a petition"
        in text_of(staff_at(story, group=1, role=role).get("/desk/petitions/"))
        for role in Role
    }
    assert offers == {Role.ORGANIZER: True, Role.STEWARD: False, Role.COORDINATOR: True}


def test_it_is_paged_without_losing_any(story: Coalition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.views.desk.petition_list.PAGE", 2)
    other = coalition_of(1)
    made = [open_petition_of(one, title=f"No. {n}") for n, one in enumerate([story, other] * 2)]
    client, seen, address = signed_in(platform_admin()), [], "/desk/petitions/"
    while address:
        answer = client.get(address)
        seen += titles_in(answer)
        address = answer.context["next_url"]
    assert sorted(seen) == sorted(petition.title for petition in made)


@pytest.mark.parametrize("key", ["1", "x.y", "1.", "99999999999999999999.1", "-1.2"])
def test_a_nonsense_key_shows_the_first_page(story: Coalition, key: str) -> None:
    open_petition_of(story, title="Open one")
    assert titles_in(staff_at(story).get("/desk/petitions/", {"after": key})) == ["Open one"]


def test_more_petitions_take_no_more_queries(
    story: Coalition, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = staff_at(story)
    open_petition_of(story)
    with django_assert_max_num_queries(12) as one:
        client.get("/desk/petitions/")
    for _ in range(2):
        open_petition_of(story)
    with django_assert_num_queries(len(one)):
        client.get("/desk/petitions/")
