"""The hand-over of a bundle through HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from groups.models import Role
from petitions.models import Bundle, Petition, PetitionState
from petitions.services.petition import close_petition
from tests.petitions.bundles import built
from tests.petitions.signers import signer
from tests.stories import Coalition, call, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def bundle(story: Coalition) -> Bundle:
    petition = open_petition_of(story, group=1)
    signer(petition)
    return built(petition)


def hand_over(bundle: Bundle, token: str, **changes: Any) -> Any:
    body = {
        "delivered_to": "Clerk of the county board",
        "delivered_at": timezone.now().isoformat(),
        "receipt": "Stamp 2026/114",
    }
    path = f"/api/v1/bundles/{bundle.public_id}/deliveries/"
    return call("POST", path, token=token, body={**body, **changes})


def test_the_lead_records_to_whom_and_with_what_receipt(story: Coalition, bundle: Bundle) -> None:
    lead = story.token(group=0, role=Role.ORGANIZER)
    answer = hand_over(bundle, lead)
    assert answer.status_code == 201
    listed = call("GET", f"/api/v1/bundles/{bundle.public_id}/deliveries/", token=lead).json()
    assert listed["results"] == [answer.json()]
    assert {k: v for k, v in answer.json().items() if k in ("delivered_to", "receipt")} == {
        "delivered_to": "Clerk of the county board",
        "receipt": "Stamp 2026/114",
    }


def test_nobody_but_the_lead_records_one(story: Coalition, bundle: Bundle) -> None:
    for group, role in [(1, role) for role in Role] + [(0, Role.STEWARD)]:
        answer = hand_over(bundle, story.token(group=group, role=role))
        assert (group, role, answer.status_code) == (group, role, 403)
    assert bundle.deliveries.count() == 0


def test_a_closed_petition_is_delivered_and_an_open_one_goes_on(
    story: Coalition, bundle: Bundle
) -> None:
    lead = story.token(group=0, role=Role.COORDINATOR)
    assert hand_over(bundle, lead).status_code == 201
    assert state_of(bundle) == PetitionState.OPEN
    close_petition(petition=bundle.petition, actor=SYSTEM)
    assert hand_over(bundle, lead).status_code == 201
    assert state_of(bundle) == PetitionState.DELIVERED


def state_of(bundle: Bundle) -> str:
    return Petition.objects.get(pk=bundle.petition_id).state


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"delivered_at": (timezone.now() + timedelta(days=1)).isoformat()}, "in_future"),
        ({"delivered_at": "2019-06-01T00:00:00Z"}, "before_seal"),
        ({"delivered_at": "yesterday"}, "invalid"),
        ({"delivered_to": ""}, "blank"),
        ({"delivered_to": "x\x00y"}, "null_characters_not_allowed"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(
    story: Coalition, bundle: Bundle, changes: dict[str, str], code: str
) -> None:
    answer = hand_over(bundle, story.token(group=0, role=Role.ORGANIZER), **changes)
    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (
        400,
        [code],
    )
