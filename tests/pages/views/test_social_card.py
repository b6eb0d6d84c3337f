"""The pictures of pages: drawn, kept while nothing changes, in both languages, of no person."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.events.gatherings import a_private_event, an_action, an_event
from tests.stories import Coalition, coalition_of, draft_petition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def card(kind: str, slug: str, **headers: Any) -> Any:
    return Client(headers=headers).get(f"/cards/{kind}/{slug}.png")


def test_each_kind_of_page_has_one(story: Coalition) -> None:
    pages = [
        ("campaign", story.campaign.slug),
        ("petition", open_petition_of(story).slug),
        ("action", an_action(story).slug),
        ("event", an_event(story).slug),
    ]
    for kind, slug in pages:
        answer = card(kind, slug)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        assert answer["Cache-Control"] == "public, max-age=300"
        assert f"/cards/{kind}/{slug}.png" in Client().get(f"/{kind[0]}/{slug}/").content.decode()


def test_is_not_sent_again_while_nothing_changes(story: Coalition) -> None:
    event = an_event(story)
    first = card("event", event.slug)

    assert card("event", event.slug, if_none_match=first["ETag"]).status_code == 304
    event.title = "Another title"
    event.save(update_fields=["title"])
    changed = card("event", event.slug, if_none_match=first["ETag"])
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_each_language_has_its_own(story: Coalition) -> None:
    event = an_event(story)
    spanish = Client().get(f"/cards/event/{event.slug}.png?lang=es")

    assert spanish["ETag"] != card("event", event.slug)["ETag"]
    assert "Accept-Language" in card("event", event.slug)["Vary"]


def test_a_private_address_and_a_draft_have_none(story: Coalition) -> None:
    one = a_private_event(story)
    other = an_event(story, is_private=True, venue="Another House", address="1 Other Road")

    assert card("event", one.slug).content == card("event", other.slug).content
    assert card("petition", draft_petition_of(story).slug).status_code == 404
    assert card("event", "nothing").status_code == 404
    assert card("person", "ana").status_code == 404
