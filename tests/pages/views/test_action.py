"""An action's page: every city with its own time, the map, and the way to the nearest."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from events.models import Action, Event, EventState, Timing
from events.services.event_move import cancel_event
from events.when import when_text
from tests.events.gatherings import (
    SEVEN_CITIES,
    a_private_event,
    an_action,
    an_event,
    answer,
    in_seven_cities,
)
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def action(story: Coalition) -> Action:
    return an_action(story, text="Bring a **chair**. <script>alert(1)</script>")


def page_of(action: Action, **query: str) -> Any:
    return Client().get(f"/a/{action.slug}/", query)


def cards_in(page: Any) -> list[str]:
    """The words of each city of the page's list of all."""
    [listed] = re.findall(r'<ul class="event-cards columns">.*?</ul>', page.content.decode(), re.S)
    rows = re.findall(r"<li.*?</li>", listed, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).replace(" ,", ",") for row in rows]


def test_shows_each_city_with_its_own_time_its_venue_and_its_state(
    story: Coalition, action: Action
) -> None:
    events = in_seven_cities(story, action)
    shown = cards_in(page_of(action))

    expected = sorted(events, key=lambda event: (event.starts_at, event.city))
    assert shown == [
        f"{event.city}, {event.region} {when_text(event)} {event.city} Hall Open"
        for event in expected
    ]
    assert len({row.split(" pm ")[2].split(" (")[0] for row in shown}) == 3


def test_says_whose_clocks_are_meant_and_shows_the_story_made_safe(action: Action) -> None:
    page = page_of(action)

    words = text_of(page)
    assert "At 12:00 pm in each city, on that city’s own clocks." in words
    assert "<strong>chair</strong>" in page.content.decode()
    assert "<script" not in page.content.decode()


def test_an_action_at_one_instant_says_so(story: Coalition) -> None:
    action = an_action(story, timing=Timing.INSTANT, timezone="America/New_York")

    assert "Everywhere at the same moment." in text_of(page_of(action))


def test_full_cancelled_and_past_cities_stay_and_say_so(story: Coalition, action: Action) -> None:
    events = {event.city: event for event in in_seven_cities(story, action)}
    full = events["Seattle"]
    Event.objects.filter(pk=full.pk).update(capacity=1)
    answer(full, "ana")
    cancel_event(event=events["New York"], version=1, actor=SYSTEM)
    now = timezone.now()
    Event.objects.filter(pk=events["Portland"].pk).update(
        starts_at=now - timedelta(hours=3), ends_at=now
    )

    page = page_of(action)
    states = {row.split(",")[0]: row.partition(" Hall ")[2] for row in cards_in(page)}
    assert states == {city: "Open" for city, _ in SEVEN_CITIES} | {
        "Seattle": "Full: waiting list",
        "New York": "Cancelled",
        "Portland": "Past",
    }
    assert cards_in(page)[-1].startswith("Portland")
    labels = re.findall(
        r'class="map-city" href="([^"]+)" aria-label="([^"]+)"', page.content.decode()
    )
    assert (f"/e/{events['New York'].slug}/", "New York: Cancelled") in labels
    assert len(labels) == 7


def test_the_map_leaves_out_what_is_abroad_or_has_no_position(
    story: Coalition, action: Action
) -> None:
    events = in_seven_cities(story, action)
    Event.objects.filter(pk=events[0].pk).update(country="CA")
    Event.objects.filter(pk=events[1].pk).update(latitude=None, longitude=None)

    page = page_of(action)
    assert page.content.decode().count('class="map-city"') == 5
    assert len(cards_in(page)) == 7


def test_finds_the_nearest_open_ones_by_zip_code(story: Coalition, action: Action) -> None:
    events = {event.city: event for event in in_seven_cities(story, action)}
    cancel_event(event=events["Arlington"], version=1, actor=SYSTEM)

    page = page_of(action, zip=" 20001-1234 ")

    [found] = re.findall(r'<ul class="event-cards">.*?</ul>', page.content.decode(), re.S)
    assert re.findall(r'href="([^"]+)"', found) == [f"/e/{events['Washington'].slug}/"]
    assert re.findall(r"About [^<]+", found) == ["About 1 mile to the middle of Washington"]
    assert (page.status_code, page.headers["Cache-Control"].startswith("max-age=0")) == (200, True)


def test_says_kindly_that_none_is_near(story: Coalition, action: Action) -> None:
    in_seven_cities(story, action)

    page = page_of(action, zip="99501")

    assert page.status_code == 200
    assert "Nothing within 100 miles of 99501" in text_of(page)
    assert len(cards_in(page)) == 7


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("00000", "We do not know this ZIP code."),
        ("", "Write a ZIP code of five digits"),
        ("1000", "Write a ZIP code of five digits"),
        ("10001\x00", "Write a ZIP code of five digits"),
        ("١٠٠٠١", "Write a ZIP code of five digits"),
        ("' OR 1=1 --", "Write a ZIP code of five digits"),
        ('"><script>alert(1)</script>', "Write a ZIP code of five digits"),
        ("9" * 5000, "Write a ZIP code of five digits"),
    ],
)
def test_a_zip_code_that_is_none_gets_a_kind_error(action: Action, typed: str, said: str) -> None:
    page = page_of(action, zip=typed)

    assert (page.status_code, text_of(page).count(said)) == (400, 2)
    assert "<script" not in page.content.decode()
    assert len(page.content) < 20_000


def test_a_private_address_and_a_draft_are_not_on_the_page(
    story: Coalition, action: Action
) -> None:
    a_private_event(story, action=action, venue_hint="Near the park", directions="Ring twice")
    an_event(
        story,
        action=action,
        title="Secret plan",
        state=EventState.DRAFT,
        city="Boston",
        region="MA",
    )

    for page in (page_of(action), page_of(action, zip="10001")):
        text = page.content.decode()
        hidden = ["Hidden Hearth", "Whisper", "Ring twice", "Secret plan", "Boston"]
        assert [word for word in hidden if word in text] == []
        assert "Near the park. Address for those who come" in text


def test_needs_no_cookie_no_script_and_no_inline_style(story: Coalition, action: Action) -> None:
    in_seven_cities(story, action)

    page = page_of(action)

    assert (page.cookies, "Cookie" in page.headers.get("Vary", "")) == ({}, False)
    assert re.findall(rb"<script|<style|\sstyle=|onclick", page.content) == []
    assert page.headers["Cache-Control"] == "public, max-age=10"
    assert Client().head(f"/a/{action.slug}/").status_code == 200
    assert Client().post(f"/a/{action.slug}/").status_code == 405


@pytest.mark.parametrize("slug", ["no-such", "%00", "a'b", "..%2F..", "x" * 3000, "%F0%9F%92%A9"])
def test_a_slug_that_is_none_is_not_found(slug: str) -> None:
    for path in (f"/a/{slug}/", f"/a/{slug}.ics", f"/e/{slug}/", f"/e/{slug}.ics"):
        assert Client().get(path).status_code == 404


def test_makes_as_many_queries_for_seven_cities_as_for_one(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    small, large = an_action(story), an_action(story)
    an_event(story, action=small)
    in_seven_cities(story, large)
    for action in (small, large):
        with django_assert_num_queries(3):
            page_of(action)
        with django_assert_num_queries(5):
            page_of(action, zip="10001")
