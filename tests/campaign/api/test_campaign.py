"""Campaigns through the API."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from campaign.models.campaign import CampaignState
from campaign.services.campaign import create_campaign
from core.actors import SYSTEM
from tests.stories import Coalition, call, coalition_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/campaigns/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def body_for(coalition: Coalition, **changes: Any) -> dict[str, Any]:
    fields = {"title": "Clinic", "slug": "clinic", "target": "Board", "demand": "Fund it."}
    return {**fields, "lead": coalition.lead.slug, **changes}


def errors(answer: Any) -> list[tuple[str, str]]:
    """Fields and codes of a 400."""
    assert answer.status_code == 400, answer.content
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_a_coordinator_starts_a_campaign(story: Coalition) -> None:
    answer = call(
        "POST", PATH, token=story.token(), body=body_for(story, story="**Why** <b>now</b>")
    )
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    expected = {
        "slug": "clinic",
        "title": "Clinic",
        "lead": story.lead.slug,
        "target": "Board",
        "demand": "Fund it.",
        "story": "**Why** <b>now</b>",
        "story_html": "<p><strong>Why</strong> &lt;b&gt;now&lt;/b&gt;</p>\n",
        "starts_on": None,
        "ends_on": None,
        "state": "public",
        "version": 1,
    }
    assert answer.json() == expected
    assert call("GET", PATH + "clinic/").json() == expected


def test_a_change_needs_the_version_that_was_read(story: Coalition) -> None:
    path, token = f"{PATH}{story.campaign.slug}/", story.token()
    etag = call("GET", path)["ETag"]
    assert call("PATCH", path, token=token, body={"title": "A"}).status_code == 428
    first = call("PATCH", path, token=token, body={"title": "A"}, **{"If-Match": etag})
    assert (first.status_code, first["ETag"], first.json()["title"]) == (200, '"2"', "A")
    late = call("PATCH", path, token=token, body={"title": "B"}, **{"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert call("GET", path).json()["title"] == "A"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": ""}, [("title", "blank")]),
        ({"title": "   "}, [("title", "blank")]),
        ({"title": None}, [("title", "null")]),
        ({"title": ["a"]}, [("title", "invalid")]),
        ({"title": "x" * 201}, [("title", "max_length")]),
        ({"slug": "api"}, [("slug", "reserved")]),
        ({"slug": "Clinic"}, [("slug", "invalid")]),
        ({"lead": "nobody"}, [("lead", "unknown")]),
        ({"starts_on": "2026-02-30"}, [("starts_on", "invalid")]),
        ({"starts_on": "2026-06-02", "ends_on": "2026-06-01"}, [("ends_on", "before_start")]),
        ({"state": "ended"}, [("state", "invalid_choice")]),
        ({"version": 9, "id": 1}, [("id", "unknown_field"), ("version", "unknown_field")]),
    ],
)
def test_what_cannot_be(
    story: Coalition, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = call("POST", PATH, token=story.token(), body=body_for(story, **changes))
    assert errors(answer) == expected
    assert call("GET", PATH + "clinic/").status_code == 404


def test_the_list_shows_strangers_no_drafts(story: Coalition) -> None:
    create_campaign(
        slug="hidden",
        title="Hush",
        lead=story.lead,
        target="T",
        demand="D",
        state=CampaignState.DRAFT,
        actor=SYSTEM,
    )
    stranger = coalition_of(1)
    for token in ("", stranger.token(), story.token(group=1)):
        answer = call("GET", PATH, token=token)
        assert "Hush" not in answer.content.decode()
    mine = call("GET", PATH, token=story.token()).json()["results"]
    assert [row["slug"] for row in mine] == [
        story.campaign.slug,
        "hidden",
        stranger.campaign.slug,
    ]


def test_pages_of_a_list(story: Coalition) -> None:
    others = [coalition_of(1) for _ in range(2)]
    slugs = [one.campaign.slug for one in (story, *others)]
    first = call("GET", PATH + "?limit=2").json()
    second = call("GET", first["next"].removeprefix("http://testserver")).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == slugs
    assert (first["previous"], second["next"]) == (None, None)


@pytest.mark.parametrize("query", ["?cursor=zzz", "?ordering=lead", "?lead__staff__email=a"])
def test_a_query_that_means_nothing(story: Coalition, query: str) -> None:
    assert call("GET", PATH + query).status_code == 400


def test_the_list_costs_the_same_for_one_and_for_three(
    story: Coalition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        call("GET", PATH)
    for _ in range(2):
        coalition_of(1)
    with django_assert_num_queries(1):
        call("GET", PATH)
