"""Answering an event over the API: one answer for everyone, and what is refused."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from core.throttle import Limit
from events.models import Event, EventState, Rsvp
from petitions.form_limits import RSVP
from tests.events.gatherings import an_event
from tests.stories import Coalition, call

pytestmark = pytest.mark.django_db
ANA = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@guests.example"}


def send(event: Event, **changes: Any) -> Any:
    body = {name: value for name, value in {**ANA, **changes}.items() if value is not None}
    return call("POST", f"/api/v1/events/{event.slug}/rsvps/", body=body)


def test_known_and_unknown_full_and_free_get_the_same_bytes(story: Coalition) -> None:
    event = an_event(story, capacity=1)
    answers = [send(event), send(event), send(event, email="bob@guests.example")]
    assert [(one.status_code, one.content) for one in answers] == [
        (201, b'{"status":"received"}')
    ] * 3
    heads = [{name: one[name] for name in one.headers if name != "X-Request-ID"} for one in answers]
    assert heads[0] == heads[1] == heads[2]
    assert Rsvp.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"given_name": None}, [("given_name", "required")]),
        ({"family_name": " "}, [("family_name", "blank")]),
        ({"email": "ana@"}, [("email", "invalid")]),
        ({"phone": "call me"}, [("phone", "invalid")]),
        ({"guests": -1}, [("guests", "invalid")]),
        ({"guests": 11}, [("guests", "invalid")]),
        ({"guests": "many"}, [("guests", "invalid")]),
        ({"guests": True}, [("guests", "invalid")]),
        (
            {"given_name": "www.win.com", "guests": 1.5},
            [("given_name", "has_url"), ("guests", "invalid")],
        ),
    ],
)
def test_fields_that_cannot_be(
    story: Coalition, changes: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    refused = send(an_event(story), **changes)
    found = [(error["field"], error["code"]) for error in refused.json()["errors"]]
    assert (refused.status_code, found) == (400, errors)
    assert Rsvp.objects.count() == 0


def test_a_party_larger_than_the_room_is_refused_alike_for_known_and_unknown(
    story: Coalition,
) -> None:
    event = an_event(story, capacity=2)
    assert send(event, guests=1).status_code == 201
    refused = [send(event, guests=2), send(event, guests=2, email="bob@guests.example")]
    assert [(one.status_code, one.json()["errors"]) for one in refused] == [
        (
            400,
            [
                {
                    "field": "guests",
                    "code": "too_many",
                    "detail": "There is room for 2 in all.",
                }
            ],
        )
    ] * 2
    assert Rsvp.objects.values_list("guests", flat=True).get() == 1


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [(EventState.CANCELLED, 409, "event.cancelled"), (EventState.DRAFT, 404, "event.unknown")],
)
def test_events_that_take_no_answers(
    story: Coalition, state: EventState, status: int, code: str
) -> None:
    event = an_event(story)
    Event.objects.filter(pk=event.pk).update(state=state)
    refused = send(event)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_limits_a_mailbox_alike_whether_known_or_not(
    story: Coalition, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.SIGN_LIMITS = True
    two = replace(RSVP, per_mailbox=Limit("test.rsvp", count=2, seconds=3600))
    monkeypatch.setattr("events.api.rsvp.RSVP", two)
    event, email = an_event(story), f"{uuid4()}@guests.example"
    assert [send(event, email=email).status_code for _ in range(3)] == [201, 201, 429]


def test_other_sites_may_send_it(story: Coalition) -> None:
    path = f"/api/v1/events/{an_event(story).slug}/rsvps/"
    asked, wrong = Client().options(path), Client().get(path)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert (wrong.status_code, wrong["Allow"]) == (405, "OPTIONS, POST")


def test_a_retry_with_its_key_is_answered_and_not_repeated(story: Coalition) -> None:
    event = an_event(story)
    path, key = f"/api/v1/events/{event.slug}/rsvps/", {"Idempotency-Key": "one"}
    first, second = (call("POST", path, body=ANA, **key) for _ in range(2))
    assert (first.content, second.content) == (b'{"status":"received"}',) * 2
    assert second["Idempotency-Replayed"] == "true"
