"""Petitions through the API."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from core.actors import SYSTEM
from groups.models import Role
from petitions.models import Petition, PublicCount
from petitions.services.petition import close_petition
from tests.stories import Coalition, call, coalition_of, draft_petition_of, open_petition_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/petitions/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def body_for(story: Coalition, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Keep the clinic open",
        "slug": "keep-the-clinic",
        "campaign": story.campaign.slug,
        "text": "Fund the clinic for ten years.",
        "target": "The county board",
        "confirmation": "required",
        **changes,
    }


def test_a_partner_makes_opens_and_closes_a_petition(story: Coalition) -> None:
    token = story.token(group=1, role=Role.ORGANIZER)
    made = call("POST", PATH, token=token, body=body_for(story))
    assert made.status_code == 201
    expected = {
        "slug": "keep-the-clinic",
        "title": "Keep the clinic open",
        "campaign": story.campaign.slug,
        "group": story.groups[1].slug,
        "target": "The county board",
        "state": "draft",
        "count": 0,
        "goal": 100,
        "opened_at": None,
        "closed_at": None,
        "text": "Fund the clinic for ten years.",
        "confirmation": "required",
        "display_rule": "signer",
        "show_comments": True,
        "people_per_mailbox": 1,
        "consent_wording": "2026-1",
        "partners": [{"slug": group.slug, "name": group.name} for group in story.groups],
        "version": 1,
    }
    assert made.json() == expected
    opened = call("POST", PATH + "keep-the-clinic/open/", token=token)
    assert opened.json() == expected | {
        "state": "open",
        "version": 2,
        "opened_at": opened.json()["opened_at"],
    }
    closed = call("POST", PATH + "keep-the-clinic/close/", token=token)
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")


def test_a_draft_answers_like_nothing(story: Coalition) -> None:
    draft = draft_petition_of(story, title="Hush")
    hidden = call("GET", f"{PATH}{draft.slug}/")
    nothing = call("GET", f"{PATH}no-such-petition/")
    assert (hidden.status_code, hidden.content) == (404, nothing.content)


def test_everyone_sees_the_same_and_caches_keep_it(story: Coalition) -> None:
    path = f"{PATH}{open_petition_of(story).slug}/"
    first = call("GET", path)
    assert (first["Cache-Control"], first["Vary"]) == ("public, max-age=5", "Authorization")
    again = call("GET", path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    PublicCount.objects.create(petition=Petition.objects.get(), counted=101)
    fresh = call("GET", path, **{"If-None-Match": first["ETag"]})
    assert (fresh.json()["count"], fresh.json()["goal"]) == (101, 500)


def test_it_costs_the_same_however_many_signed(
    story: Coalition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = f"{PATH}{open_petition_of(story).slug}/"
    with django_assert_num_queries(3):
        call("GET", path)


def test_the_list_costs_the_same_for_one_and_for_three(
    story: Coalition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_petition_of(story)
    with django_assert_num_queries(2):
        call("GET", PATH)
    for _ in range(2):
        open_petition_of(story)
    with django_assert_num_queries(2):
        assert len(call("GET", PATH).json()["results"]) == 3


def test_the_list_by_campaign_and_state(story: Coalition) -> None:
    petition, other = open_petition_of(story), open_petition_of(coalition_of(1))
    close_petition(petition=other, actor=SYSTEM)

    def found(query: str) -> list[str]:
        return [row["slug"] for row in call("GET", PATH + query).json()["results"]]

    assert found(f"?campaign={story.campaign.slug}") == [petition.slug]
    assert found("?state=closed") == [other.slug]
    assert found("?campaign=nobody") == []
    assert call("GET", PATH + "?state=secret").status_code == 400


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": ""}, [("title", "blank")]),
        ({"text": "a\x00"}, [("text", "null_characters_not_allowed")]),
        ({"slug": "Clinic"}, [("slug", "invalid")]),
        ({"campaign": "nobody"}, [("campaign", "unknown")]),
        ({"confirmation": "maybe"}, [("confirmation", "invalid_choice")]),
        ({"goal": 0}, [("goal", "min_value")]),
        ({"goal": 10**12}, [("goal", "max_value")]),
        ({"people_per_mailbox": 3}, [("people_per_mailbox", "invalid_choice")]),
        ({"state": "open", "count": 9}, [("count", "unknown_field"), ("state", "unknown_field")]),
    ],
)
def test_what_cannot_be(
    story: Coalition, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = call("POST", PATH, token=story.token(), body=body_for(story, **changes))
    assert answer.status_code == 400
    found = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert found == expected
    assert not Petition.objects.exists()


def test_a_change_needs_the_version_that_was_read(story: Coalition) -> None:
    path, token = f"{PATH}{open_petition_of(story).slug}/", story.token()
    etag = call("GET", path)["ETag"]
    assert call("PATCH", path, token=token, body={"goal": 700}).status_code == 428
    first = call("PATCH", path, token=token, body={"goal": 700}, **{"If-Match": etag})
    assert (first.status_code, first.json()["goal"]) == (200, 700)
    late = call("PATCH", path, token=token, body={"goal": 900}, **{"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")


def test_a_retried_request_makes_one_petition(story: Coalition) -> None:
    token = story.token()
    answers = [
        call("POST", PATH, token=token, body=body_for(story), **{"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Petition.objects.count() == 1


@pytest.mark.parametrize("field", ["title", "target"])
def test_what_becomes_a_mail_s_subject_is_one_line(story: Coalition, field: str) -> None:
    token = story.token(group=1, role=Role.ORGANIZER)
    text = "Keep it open\r\nBcc: everyone@example.org"
    refused = call("POST", PATH, token=token, body=body_for(story, **{field: text}))
    errors = [(error["field"], error["code"]) for error in refused.json()["errors"]]
    assert (refused.status_code, errors) == (400, [(field, "invalid_chars")])
    made = call("POST", PATH, token=token, body=body_for(story))
    path = f"{PATH}{made.json()['slug']}/"
    changed = call("PATCH", path, token=token, body={field: text}, **{"If-Match": made["ETag"]})
    assert (changed.status_code, Petition.objects.get().version) == (400, 1)
