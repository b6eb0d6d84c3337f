"""Localities through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.stories import call, coalition_of

pytestmark = pytest.mark.django_db


def test_the_locality_table(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    story = coalition_of(2)
    path, token = f"/api/v1/campaigns/{story.campaign.slug}/localities/", story.token()
    richmond = {
        "slug": "richmond",
        "kind": "city",
        "name": "Richmond",
        "region": "CA",
        "body": "City Council",
        "group": story.groups[1].slug,
        "stage": "adopted",
        "stage_on": "2026-06-16",
    }
    steps = [{"stage": "adopted", "stage_on": "2026-06-16"}]
    added = call("POST", path, token=token, body=richmond)
    assert (added.status_code, added.json()) == (201, {**richmond, "steps": steps})
    oakland = {"slug": "oakland", "name": "Oakland", "region": "CA", "stage": "considering"}
    call("POST", path, token=token, body=oakland)
    vote = {"stage": "voting", "stage_on": "2026-07-21"}
    moved = call("POST", path + "oakland/stage/", token=token, body=vote)
    assert moved.json()["stage"] == "voting"
    with django_assert_num_queries(3):
        shown = call("GET", path).json()["results"]
    assert [(row["slug"], row["stage"], row["stage_on"], len(row["steps"])) for row in shown] == [
        ("richmond", "adopted", "2026-06-16", 1),
        ("oakland", "voting", "2026-07-21", 2),
    ]
