"""An event's page and its form: coming without script or cookie, and what goes wrong."""

import datetime as dt
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from time_machine import travel

from core.actors import SYSTEM
from core.models import Message
from events.links import public_url
from events.models import Event, EventState, Rsvp
from events.services.event_move import cancel_event
from events.when import when_text
from pages.form_stamp import new_stamp
from petitions.form_limits import FormLimits
from tests.events.gatherings import a_private_event, an_action, an_event, answer, mailbox, rsvp_of
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    """The tests share one network."""
    settings.SIGN_LIMITS = False


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def filled(**fields: Any) -> dict[str, Any]:
    """The form as a person sends it, a minute after the page was made."""
    with travel(dt.datetime.now(dt.UTC) - timedelta(minutes=1), tick=False):
        stamp = new_stamp()
    person = {"given_name": "Ana", "family_name": "Castillo", "email": mailbox("ana")}
    return {**person, "phone": "", "guests": "0", "stamp": stamp, **fields}


def post(event: Event, **fields: Any) -> Any:
    return Client().post(f"/e/{event.slug}/", filled(**fields))


def get(event: Event, page: str = "") -> Any:
    return Client().get(f"/e/{event.slug}/{page}")


def began(event: Event, *, hours: float, lasts: float = 2) -> Event:
    """The event, so many hours after its start."""
    start = timezone.now() - timedelta(hours=hours)
    Event.objects.filter(pk=event.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=lasts)
    )
    return event


def test_shows_what_one_must_know_and_a_form(story: Coalition) -> None:
    action = an_action(story, title="Day of the clinic")
    event = an_event(
        story,
        action=action,
        title="Rally",
        text="Bring **water**.",
        venue="Town Hall",
        address="1 Main Street",
        directions="Bus 5.\nThen walk.",
        accessibility="There is a ramp.",
        capacity=20,
    )

    answer = get(event)

    words = text_of(answer)
    expected = [
        "Rally", when_text(event), "New York, NY Town Hall 1 Main Street", "Bus 5. Then walk.",
        "There is a ramp.", "Seats for 20 people.", event.group.name, "Bring water .",
        "Day of the clinic: all cities", "Come along", "How many people do you bring?",
    ]  # fmt: skip
    assert [part for part in expected if part not in words] == []
    links = re.findall(r'href="([^"]+\.ics)"', answer.content.decode())
    here = public_url().removeprefix("http")
    assert links == [f"webcal{here}/e/{event.slug}.ics", f"/e/{event.slug}.ics"]


def test_needs_no_cookie_no_script_and_no_inline_style(story: Coalition) -> None:
    answer = get(an_event(story))

    assert (answer.cookies, "Cookie" in answer.headers.get("Vary", "")) == ({}, False)
    assert re.findall(rb"<script|<style|\sstyle=|onclick", answer.content) == []
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_coming_leads_to_the_thanks(story: Coalition) -> None:
    event = an_event(story)

    answer = post(event, guests="2", phone="(212) 555-0134")

    rsvp = rsvp_of(event, "ana")
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/e/{event.slug}/thanks/?answered=1",
    )
    assert (rsvp.state, rsvp.guests) == ("going", 2)
    assert Message.objects.get().about == rsvp.pk
    thanks = Client().get(answer["Location"])
    words = text_of(thanks)
    assert [
        part
        for part in ("Now check your email.", "Bring others", when_text(event))
        if part not in words
    ] == []
    assert f'href="/e/{event.slug}.ics"' in thanks.content.decode()


def test_a_second_time_and_a_stranger_look_the_same(story: Coalition) -> None:
    event = an_event(story)

    first, second, other = post(event), post(event, guests="3"), post(event, email=mailbox("bo"))

    answers = {
        (each.status_code, each["Location"], each.content) for each in (first, second, other)
    }
    assert len(answers) == 1
    assert rsvp_of(event, "ana").guests == 0
    assert Rsvp.objects.count() == 2


def test_says_at_each_field_what_is_wrong_and_keeps_what_was_typed(story: Coalition) -> None:
    event = an_event(story)

    answer = post(event, given_name="http://x", email='no"pe', guests="11", phone="call me")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error: " in page
    assert '<a href="#given_name">Write a name, without a web address.</a>' in page
    assert re.findall(r'id="(\w+)-error"', page) == ["given_name", "email", "phone", "guests"]
    assert re.findall(r'<a href="#(\w+)">', page)[:4] == ["given_name", "email", "phone", "guests"]
    assert 'value="no&quot;pe"' in page
    assert not Rsvp.objects.exists()


def test_keeps_the_choice_of_guests(story: Coalition) -> None:
    page = post(an_event(story), email="", guests="4").content.decode()

    assert re.findall(r'<option value="(\d+)" selected>', page) == ["4"]


def test_offers_and_takes_no_more_guests_than_there_is_room_for(story: Coalition) -> None:
    event = an_event(story, capacity=3)

    offered = re.findall(r'<option value="(\d+)"', get(event).content.decode())
    refused = post(event, guests="3")

    assert offered == ["0", "1", "2"]
    assert refused.status_code == 400
    assert '<a href="#guests">There is room for 3 in all.</a>' in refused.content.decode()
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"website": "http://spam"}, {"stamp": "made up"}, {"stamp": None}]
)
def test_machines_get_the_same_answer_and_take_no_seat(
    story: Coalition, changes: dict[str, Any]
) -> None:
    event = an_event(story, capacity=1)
    form = {name: value for name, value in (filled() | changes).items() if value is not None}

    machine = Client().post(f"/e/{event.slug}/", form)

    assert not Rsvp.objects.exists()
    person = post(event)
    assert (machine.status_code, machine["Location"], machine.content) == (
        person.status_code,
        person["Location"],
        person.content,
    )
    assert rsvp_of(event, "ana").state == "going"


def test_who_was_very_quick_presses_once_more(story: Coalition) -> None:
    event, stamp = an_event(story), new_stamp()
    asked = post(event, stamp=stamp)
    assert (asked.status_code, "press the button once more" in text_of(asked)) == (400, True)
    assert not Rsvp.objects.exists()
    # The page has the stamp of the first time: by now it is old enough.
    assert f'name="stamp" value="{stamp}"' in asked.content.decode()


def test_a_full_event_says_so_and_offers_the_waiting_list(story: Coalition) -> None:
    event = an_event(story, capacity=1)
    answer(event, "bo")

    words = text_of(get(event))
    post(event)

    assert "Every seat is taken. You can join the waiting list." in words
    assert "Put me on the waiting list" in words
    assert rsvp_of(event, "ana").state == "waiting"


def test_does_not_tell_how_many_come(story: Coalition) -> None:
    event = an_event(story, capacity=4711)
    before = text_of(get(event))
    answer(event, "bo", guests=7)

    assert text_of(get(event)) == before


def test_a_cancelled_event_says_so_and_takes_nobody(story: Coalition) -> None:
    event = an_event(story)
    cancel_event(event=event, version=1, actor=SYSTEM)

    shown, late = get(event), post(event)

    assert (shown.status_code, late.status_code) == (200, 409)
    for page in (shown, late):
        assert "Cancelled. This event does not take place." in text_of(page)
        assert b"<form" not in page.content
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "This event has begun"), (3, "This event is over")]
)
def test_after_the_start_nobody_answers(story: Coalition, hours: float, said: str) -> None:
    event = began(an_event(story), hours=hours)

    shown, late = get(event), post(event)

    assert (shown.status_code, late.status_code) == (200, 409)
    assert [said in text_of(page) for page in (shown, late)] == [True, True]
    assert b"<form" not in late.content
    assert not Rsvp.objects.exists()


def test_a_draft_is_nowhere(story: Coalition) -> None:
    event = an_event(story, title="Secret plan", state=EventState.DRAFT)

    answers = [get(event), get(event, "thanks/"), post(event)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert [answer for answer in answers if b"Secret plan" in answer.content] == []


def test_a_private_address_is_on_no_public_page(story: Coalition) -> None:
    event = a_private_event(story, venue_hint="Near the park", directions="Ring twice")
    answers = [get(event), get(event, "thanks/"), post(event), post(event, email="nope")]
    answers.append(Client().get("/"))
    answers.append(Client().get(f"/c/{story.campaign.slug}/"))

    hidden = ["Hidden Hearth", "Whisper", "Ring twice"]
    assert [
        (answer.status_code, word)
        for answer in answers
        for word in hidden
        if word in answer.content.decode()
    ] == []
    assert "Near the park The address is sent to those who come." in text_of(answers[0])


def test_a_crowded_network_is_asked_to_wait(
    story: Coalition, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGN_LIMITS = True
    wide = FormLimits.named(f"rsvp-{story.campaign.slug}")
    narrow = replace(wide, per_network=replace(wide.per_network, count=1))
    monkeypatch.setattr("pages.views.event.RSVP", narrow)
    event = an_event(story)

    first, second = post(event), post(event, email=mailbox("bo"))

    assert (first.status_code, second.status_code) == (303, 429)
    assert int(second["Retry-After"]) > 0
    assert "Many people answer from your network." in text_of(second)


def test_reading_changes_nothing(story: Coalition) -> None:
    event = an_event(story)
    before = Event.objects.values().get(pk=event.pk)

    for path in (f"/e/{event.slug}/", f"/e/{event.slug}/thanks/"):
        assert Client().get(path, {"guests": "3"}).status_code == 200
        head = Client().head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert Client().delete(path).status_code == 405
    assert Event.objects.values().get(pk=event.pk) == before
    assert (Rsvp.objects.count(), Message.objects.count()) == (0, 0)


def test_a_page_makes_two_queries(story: Coalition, django_assert_num_queries: Any) -> None:
    event = an_event(story, action=an_action(story), capacity=9)
    for name in ("ana", "bo", "cy"):
        answer(event, name)
    with django_assert_num_queries(2):
        get(event)
