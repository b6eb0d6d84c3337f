"""Petitions through the API."""

from typing import Any

import pytest

from groups.models import Role
from tests.stories import Coalition, call, coalition_of

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
