"""The coalition through the API."""

import pytest

from groups.models import Role
from tests.stories import Coalition, a_group, call, coalition_of, staff_of, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def test_a_group_is_invited_and_accepts(story: Coalition) -> None:
    path = f"/api/v1/campaigns/{story.campaign.slug}/partners/"
    group = a_group("north")
    token = token_of(staff_of(group, Role.COORDINATOR), group)
    invited = call("POST", path, token=story.token(), body={"group": "north"})
    shown = {"group": "north", "name": "North", "is_lead": False, "accepted_at": None}
    assert (invited.status_code, invited.json()) == (201, shown | {"state": "invited"})
    everyone = call("GET", path)
    assert "north" not in everyone.content.decode()
    assert "north" in call("GET", path, token=token).content.decode()
    assert "north" in call("GET", path, token=story.token()).content.decode()
    assert "north" not in call("GET", path, token=story.token(group=1)).content.decode()
    accepted = call("POST", path + "north/accept/", token=token)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "active")
    names = [row["group"] for row in call("GET", path).json()["results"]]
    assert names == [story.lead.slug, story.groups[1].slug, "north"]
    left = call("POST", path + "north/leave/", token=token)
    assert (left.status_code, left.json()["state"]) == (200, "left")
    assert "north" not in call("GET", path).content.decode()


def test_a_group_that_is_not_there(story: Coalition) -> None:
    path = f"/api/v1/campaigns/{story.campaign.slug}/partners/"
    answer = call("POST", path, token=story.token(), body={"group": "nobody"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "group", "code": "unknown", "detail": "There is no group of this slug."}
    ]
