"""Who the API takes a caller for."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core.actors import SYSTEM
from groups.models import Role, Staff, Token
from groups.services.staff import end_staff
from groups.services.token import revoke_token
from tests.stories import Coalition, call, coalition_of, staff_of, token_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/groups/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_the_bearer_acts_in_the_tokens_group(story: Coalition) -> None:
    other = coalition_of(1)
    answer = call("GET", PATH, token=story.token())
    assert [row["slug"] for row in answer.json()["results"]] == [story.lead.slug]
    assert other.lead.slug.encode() not in answer.content


def test_without_a_token(story: Coalition) -> None:
    answer = call("GET", PATH)
    assert problem(answer) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: "xyz_" + text[4:],
        lambda text: text + "a",
        lambda text: "",
        lambda text: text.upper(),
    ],
    ids=["truncated", "wrong checksum", "wrong prefix", "longer", "empty", "other case"],
)
def test_a_spoilt_token(story: Coalition, spoil: Any) -> None:
    answer = call("GET", PATH, Authorization="Bearer " + spoil(story.token()))
    assert problem(answer) == (401, "invalid_token")


def test_another_scheme(story: Coalition) -> None:
    answer = call("GET", PATH, Authorization="Basic " + story.token())
    assert problem(answer) == (401, "invalid_token")


def test_an_expired_token(story: Coalition) -> None:
    token = story.token()
    with time_machine.travel(timezone.now() + timedelta(days=89, hours=23)):
        assert call("GET", PATH, token=token).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=90, seconds=1)):
        assert problem(call("GET", PATH, token=token)) == (401, "invalid_token")


def test_a_revoked_token(story: Coalition) -> None:
    token = story.token()
    revoke_token(token=Token.objects.get(), actor=SYSTEM)
    assert problem(call("GET", PATH, token=token)) == (401, "invalid_token")


def test_a_token_dies_with_the_role_at_the_next_request(story: Coalition) -> None:
    token = story.token(role=Role.ORGANIZER)
    assert call("GET", PATH, token=token).status_code == 200
    staff = Staff.objects.get(user=story.person(role=Role.ORGANIZER))
    end_staff(staff=staff, actor=SYSTEM)
    assert problem(call("GET", PATH, token=token)) == (401, "invalid_token")


def test_a_token_shrinks_with_the_role(story: Coalition) -> None:
    person = staff_of(story.lead, Role.ORGANIZER, Role.COORDINATOR)
    token = token_of(person, story.lead)
    end_staff(staff=Staff.objects.get(user=person, role=Role.COORDINATOR), actor=SYSTEM)
    answer = call("POST", "/api/v1/campaigns/", token=token, body={})
    assert problem(answer) == (403, "scope_missing")
    assert call("GET", PATH, token=token).status_code == 200


def test_a_person_who_may_not_sign_in_any_more(story: Coalition) -> None:
    token = story.token()
    person = story.person()
    person.is_active = False
    person.save()
    assert problem(call("GET", PATH, token=token)) == (401, "invalid_token")


def test_a_token_without_the_scope(story: Coalition) -> None:
    answer = call("GET", PATH, token=story.token("petitions:read"))
    assert problem(answer) == (403, "scope_missing")


@pytest.mark.parametrize("name", ["token", "access_token", "api_key"])
def test_a_token_in_the_address(story: Coalition, name: str) -> None:
    answer = call("GET", f"{PATH}?{name}={story.token()}")
    assert problem(answer) == (400, "token_in_query")


def test_two_authorization_headers(story: Coalition) -> None:
    token = story.token()
    answer = call("GET", PATH, Authorization=f"Bearer {token},Bearer {token}")
    assert problem(answer) == (400, "ambiguous_credentials")


def test_a_session_beside_the_token(story: Coalition) -> None:
    answer = call("GET", PATH, token=story.token(), Cookie="sessionid=abc")
    assert problem(answer) == (400, "ambiguous_credentials")


def test_a_session_alone_is_nobody(story: Coalition) -> None:
    assert problem(call("GET", PATH, Cookie="sessionid=abc")) == (401, "unauthenticated")


def test_use_is_noted_once_a_day(story: Coalition) -> None:
    token = story.token()
    call("GET", PATH, token=token)
    assert Token.objects.get().last_used_on == timezone.now().date()
