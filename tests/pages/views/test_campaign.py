"""The campaign's page and the first page: where people meet next."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from events.models import Event, EventState
from events.services.event_move import cancel_event
from tests.events.gatherings import (
    a_private_event,
    an_action,
    an_event,
    in_days,
    in_seven_cities,
)
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def campaign_page(story: Coalition) -> Any:
    return Client().get(f"/c/{story.campaign.slug}/")


def slugs_in(page: Any, kind: str) -> list[str]:
    """Each once: an event is on the map and in the list."""
    return list(dict.fromkeys(re.findall(rf'href="/{kind}/([\w-]+)/"', page.content.decode())))


def test_the_campaign_lists_its_actions_and_what_comes_next(story: Coalition) -> None:
    action = an_action(story, title="Day of the clinic")
    city = an_event(story, action=action, start=in_days(1))
    for state in (EventState.DRAFT, None):  # nowhere to go: no city, or none that is open
        other = an_action(story)
        if state:
            an_event(story, action=other, state=state)
    later, soon = an_event(story, start=in_days(20)), an_event(story, start=in_days(2))
    off = an_event(story, start=in_days(5))
    cancel_event(event=off, version=1, actor=SYSTEM)
    an_event(story, state=EventState.DRAFT)
    an_event(coalition_of(1))
    over = an_event(story)
    now = timezone.now()
    Event.objects.filter(pk=over.pk).update(starts_at=now - timedelta(hours=2), ends_at=now)

    page = campaign_page(story)

    assert slugs_in(page, "a") == slugs_in(Client().get("/"), "a") == [action.slug]
    # The city is on the map alone.
    assert slugs_in(page, "e") == [city.slug, soon.slug, off.slug, later.slug]
    assert f"/c/{story.campaign.slug}.ics" in page.content.decode()
    assert "Cancelled" in text_of(page)


def test_the_first_page_lists_what_takes_place_next(story: Coalition) -> None:
    later, soon = an_event(story, start=in_days(20)), an_event(story, start=in_days(2))
    off = an_event(story, start=in_days(5))
    cancel_event(event=off, version=1, actor=SYSTEM)

    assert slugs_in(Client().get("/"), "e") == [soon.slug, later.slug]


def test_a_campaign_without_events_does_not_speak_of_them(story: Coalition) -> None:
    assert "Come along" not in text_of(campaign_page(story))
    assert "Come along" not in text_of(Client().get("/"))


def test_a_private_address_is_on_neither(story: Coalition) -> None:
    a_private_event(story, directions="Ring twice")

    for page in (campaign_page(story), Client().get("/")):
        text = page.content.decode()
        assert [word for word in ("Hidden", "Whisper", "Ring twice") if word in text] == []
        assert "Address for those who come" in text


def test_make_as_many_queries_for_seven_cities_as_for_one(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    open_petition_of(story)
    an_event(story, action=an_action(story))
    for _ in range(2):
        with django_assert_num_queries(7):
            campaign_page(story)
        with django_assert_num_queries(5):
            Client().get("/")
        in_seven_cities(story, an_action(story))
