"""Calendars for everyone: what is in them, what never is, and how often they are sent."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.actors import SYSTEM
from core.throttle import Limit
from events.models import Event, EventState
from events.selectors import event as event_selectors
from events.services.event_move import cancel_event
from tests.events.gatherings import (
    a_private_event,
    an_action,
    an_event,
    answer,
    in_days,
    in_seven_cities,
)
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def entries(response: Any) -> list[tuple[str, str]]:
    """Summary and status of each entry, in order."""
    calendar = Calendar.from_ical(response.content)
    return [(str(entry["SUMMARY"]), str(entry["STATUS"])) for entry in calendar.walk("VEVENT")]


def over_for(event: Event, days: float) -> Event:
    end = timezone.now() - timedelta(days=days)
    Event.objects.filter(pk=event.pk).update(starts_at=end - timedelta(hours=2), ends_at=end)
    return event


def test_one_event_as_a_file_to_keep(story: Coalition) -> None:
    event = an_event(story, title="Rally", venue="Town Hall", address="1 Main Street")

    found = Client().get(f"/e/{event.slug}.ics")

    assert found.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    assert found.headers["Cache-Control"] == "public, max-age=300"
    assert found.cookies == {}
    [entry] = Calendar.from_ical(found.content).events
    assert str(entry["LOCATION"]) == "Town Hall, 1 Main Street, New York, NY"
    assert entry.start == event.starts_at


def test_an_action_and_a_campaign_to_subscribe_to(story: Coalition) -> None:
    action = an_action(story, title="Day of the clinic")
    events = in_seven_cities(story, action)
    an_event(story, title="Alone", start=in_days(3))
    an_event(coalition_of(1), title="Foreign")
    cancel_event(event=events[0], version=1, actor=SYSTEM)

    of_action = Client().get(f"/a/{action.slug}.ics")
    of_campaign = Client().get(f"/c/{story.campaign.slug}.ics")

    seven = [("Day of the clinic", "CONFIRMED")] * 6 + [
        ("Cancelled: Day of the clinic", "CANCELLED")
    ]
    assert sorted(entries(of_action)) == sorted(seven)
    assert sorted(entries(of_campaign)) == sorted([("Alone", "CONFIRMED"), *seven])
    assert entries(of_campaign)[0] == ("Alone", "CONFIRMED")
    assert "Content-Disposition" not in of_action.headers
    assert Calendar.from_ical(of_action.content)["X-WR-CALNAME"] == "Day of the clinic"


def test_keeps_what_was_over_in_the_last_sixty_days(story: Coalition) -> None:
    over_for(an_event(story, title="Recent"), 59)
    long_ago = over_for(an_event(story, title="Long ago"), 61)
    an_event(story, title="Ahead")

    found = Client().get(f"/c/{story.campaign.slug}.ics")

    assert [title for title, _ in entries(found)] == ["Recent", "Ahead"]
    assert entries(Client().get(f"/e/{long_ago.slug}.ics")) == [("Long ago", "CONFIRMED")]


def test_the_past_gives_way_where_there_are_too_many(
    story: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_selectors, "MOST_IN_CALENDAR", 3)
    over_for(an_event(story, title="Recent"), 1)
    for days in (9, 3, 6, 12):
        an_event(story, title=f"In {days}", start=in_days(days))

    found = Client().get(f"/c/{story.campaign.slug}.ics")

    assert [title for title, _ in entries(found)] == ["In 3", "In 6", "In 9"]


def test_a_private_address_and_who_comes_are_in_none(story: Coalition) -> None:
    action = an_action(story)
    event = a_private_event(story, action=action, directions="Ring twice")
    answer(event, "ana")

    for path in (f"/e/{event.slug}.ics", f"/a/{action.slug}.ics", f"/c/{story.campaign.slug}.ics"):
        found = Client().get(path).content.decode().replace("\r\n ", "")
        hidden = ["Hidden Hearth", "Whisper", "Ring twice", "ATTENDEE", "ana@", "Castillo"]
        assert [word for word in hidden if word in found] == []
        assert "The address is sent to those who come" in found


def test_drafts_are_in_none_and_nowhere(story: Coalition) -> None:
    action = an_action(story)
    draft = an_event(story, action=action, title="Secret plan", state=EventState.DRAFT)

    found = Client().get(f"/e/{draft.slug}.ics")

    assert (found.status_code, b"Secret plan" in found.content) == (404, False)
    for path in (f"/a/{action.slug}.ics", f"/c/{story.campaign.slug}.ics"):
        assert entries(Client().get(path)) == []


def test_says_304_until_something_changes(story: Coalition) -> None:
    action = an_action(story)
    event = an_event(story, action=action)
    paths = (f"/e/{event.slug}.ics", f"/a/{action.slug}.ics", f"/c/{story.campaign.slug}.ics")
    tags = [Client().get(path).headers["ETag"] for path in paths]

    same = [
        Client().get(path, headers={"If-None-Match": f'"other", {tag}'})
        for path, tag in zip(paths, tags, strict=True)
    ]
    cancel_event(event=event, version=1, actor=SYSTEM)
    changed = [
        Client().get(path, headers={"If-None-Match": tag})
        for path, tag in zip(paths, tags, strict=True)
    ]

    assert [(answer.status_code, answer.content) for answer in same] == [(304, b"")] * 3
    assert [answer.headers["ETag"] for answer in same] == tags
    assert {answer.headers["Cache-Control"] for answer in same} == {"public, max-age=300"}
    assert [answer.status_code for answer in changed] == [200] * 3
    assert [tag.startswith('"') for tag in tags] == [True] * 3


def test_answers_head_and_refuses_writes(story: Coalition) -> None:
    event = an_event(story)
    path = f"/e/{event.slug}.ics"

    head = Client().head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == Client().get(path).headers["ETag"]
    assert Client().post(path).status_code == 405


def test_makes_as_many_queries_for_seven_cities_as_for_one(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    small, large = an_action(story), an_action(story)
    an_event(story, action=small)
    in_seven_cities(story, large)
    for action in (small, large):
        with django_assert_num_queries(3):
            Client().get(f"/a/{action.slug}.ics")
    with django_assert_num_queries(3):
        Client().get(f"/c/{story.campaign.slug}.ics")


def test_one_network_may_not_ask_without_end(
    story: Coalition, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.SIGN_LIMITS = True
    limit = Limit(f"test.{uuid4()}", count=2, seconds=600)
    monkeypatch.setattr("pages.views.calendar.PER_NETWORK", limit)
    address = f"/e/{an_event(story).slug}.ics"
    answers = [Client().get(address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_no_position_is_pinned_where_only_the_city_is_known(story: Coalition) -> None:
    for event in (a_private_event(story), an_event(story)):
        assert "GEO" not in Client().get(f"/e/{event.slug}.ics").content.decode()
