"""Who gets which counts of a petition over HTTP."""

from typing import Any

import pytest

from groups.models import Role
from petitions.models import Petition, SignatureState
from tests.petitions.ballot_box import BallotBox, box_of
from tests.stories import Coalition, call, coalition_of, open_petition_of, platform_admin, token_of

pytestmark = pytest.mark.django_db
TOTALS = {
    "received": 60,
    "rejected": 0,
    "duplicates": 4,
    "unconfirmed": 3,
    "confirmed": 53,
    "attested": 0,
    "withdrawn": 0,
    "invalidated": 0,
    "counted": 53,
    "deliverable": 53,
}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    """30 people through the lead, 23 through the first partner, 4 of them through both."""
    petition = open_petition_of(story)
    box: BallotBox = box_of(petition, story.groups)
    for _ in range(30):
        box.sign(source=0)
    shared = [box.sign(source=1, place=1) for _ in range(23)][:4]
    for signature in shared:
        box.deliver_again(signature, source=0)
    for _ in range(3):
        box.sign(source=1, state=SignatureState.UNCONFIRMED)
    return petition


def get(petition: Petition, token: str, query: str = "") -> Any:
    return call("GET", f"/api/v1/petitions/{petition.slug}/tally/{query}", token=token)


def test_staff_of_a_partner_get_the_waterfall_exact_at_once(
    story: Coalition, petition: Petition
) -> None:
    for role in Role:
        answer = get(petition, story.token(group=2, role=role))
        assert (answer.status_code, answer.json()) == (200, {**TOTALS, "by": {}})


def test_a_partner_gets_the_parts_of_its_own_group_and_small_counts_hidden(
    story: Coalition, petition: Petition
) -> None:
    lead, partner, third = (group.slug for group in story.groups)
    answer = get(petition, story.token(group=1), "?by=source,place,overlap").json()
    part = {
        **dict.fromkeys(TOTALS, 0),
        "received": 26,
        "unconfirmed": "<10",
        "confirmed": 23,
        "counted": 23,
        "deliverable": 23,
    }
    assert answer["by"]["source"] == {partner: part}
    places = answer["by"]["place"]
    assert {key: place["unconfirmed"] for key, place in places.items()} == {"CA": 0, "NY": "<10"}
    assert places["CA"]["cities"]["Oakland"]["counted"] == 23
    assert answer["by"]["overlap"] == {"matrix": {partner: {lead: "<10", partner: 23, third: 0}}}


def test_the_lead_gets_all_partners_and_how_they_overlap(
    story: Coalition, petition: Petition
) -> None:
    lead, partner, third = (group.slug for group in story.groups)
    answer = get(petition, story.token(role=Role.ORGANIZER), "?by=source,overlap").json()
    assert sorted(answer["by"]["source"]) == sorted([lead, partner])
    assert answer["by"]["overlap"] == {
        "matrix": {
            lead: {lead: 34, partner: "<10", third: 0},
            partner: {lead: "<10", partner: 23, third: 0},
            third: {lead: 0, partner: 0, third: 0},
        },
        "through": {"1": 49, "2": "<10"},
    }


def test_a_platform_administrator_gets_counts_too(story: Coalition, petition: Petition) -> None:
    token = token_of(platform_admin(), story.groups[2], "signatures:count")
    answer = get(petition, token, "?by=source")
    assert sorted(answer.json()["by"]["source"]) == sorted(g.slug for g in story.groups[:2])


def test_everybody_else_gets_nothing(story: Coalition, petition: Petition) -> None:
    stranger = coalition_of(1).token()
    assert _problem(get(petition, stranger)) == (404, "tally.unknown")
    assert _problem(get(petition, "")) == (401, "unauthenticated")
    assert _problem(get(petition, story.token("petitions:read"))) == (403, "scope_missing")


def test_a_breakdown_that_does_not_exist_is_refused(story: Coalition, petition: Petition) -> None:
    assert _problem(get(petition, story.token(), "?by=source,hour")) == (400, "invalid")


def _problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
