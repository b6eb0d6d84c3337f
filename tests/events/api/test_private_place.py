"""A token shows where a private event is to its own group's programs that work with events."""

from typing import Any

import pytest

from events.models import Event
from tests.events.gatherings import a_private_event, an_event
from tests.stories import Coalition, call, coalition_of

pytestmark = pytest.mark.django_db
PLACE = {"venue": "Hidden Hearth", "address": "77 Whisper Lane", "directions": ""}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def shown(event: Event, token: str) -> dict[str, Any]:
    body = call("GET", f"/api/v1/events/{event.slug}/", token=token).json()
    return {name: value for name, value in body.items() if name in PLACE}


@pytest.mark.parametrize("scope", ["events:read", "events:write"])
def test_a_token_for_events_shows_the_place_to_its_group_alone(
    story: Coalition, scope: str
) -> None:
    event = a_private_event(story, group=1)
    assert shown(event, story.token(scope, group=1)) == PLACE
    assert shown(event, story.token(scope, group=0)) == {}


@pytest.mark.parametrize("scope", ["rsvps:create", "rsvps:count", "signatures:create"])
def test_a_token_that_stands_in_a_form_does_not(story: Coalition, scope: str) -> None:
    """Whoever takes answers on a website must not be able to read whose home it is."""
    event = a_private_event(story, group=1)
    token = story.token(scope, group=1)
    assert shown(event, token) == {}
    for path in ("/api/v1/events/", f"/api/v1/events/?campaign={story.campaign.slug}"):
        (row,) = call("GET", path, token=token).json()["results"]
        assert set(row) & set(PLACE) == set()


def test_a_public_place_is_public(story: Coalition) -> None:
    event = an_event(story, group=1, venue="Town Hall")
    for token in ("", story.token("rsvps:create", group=1), story.token("events:read")):
        assert shown(event, token) == {"venue": "Town Hall", "address": "", "directions": ""}
