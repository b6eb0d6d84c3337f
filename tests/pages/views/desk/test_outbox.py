"""The outbox: counts of one's own groups, failures with their reason, and trying again."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry, Message
from core.models.duty import DutyState
from events.models import Event
from groups.models import Role
from groups.services.group_message import write_message
from groups.services.group_message_sending import group_message_count_pass
from tests.events.gatherings import an_event, answer
from tests.groups.member_lists import TAKE_ALL, take_in
from tests.groups.message_drafts import PEOPLE, WORDS, owed
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, platform_admin

pytestmark = pytest.mark.django_db
PATH = "/desk/outbox/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def failed(event: Event, name: str, reason: str = "smtp_550") -> Message:
    message = Message.objects.get(about=answer(event, name).pk)
    Message.objects.filter(pk=message.pk).update(
        state=DutyState.FAILED, last_error=reason, attempts=12, finished_at=timezone.now()
    )
    return message


def figures_in(page: Any) -> list[int]:
    totals = page.context["totals"]
    return [totals[name] for name in ("pending", "running", "done", "failed")]


def test_a_group_sees_its_own_mail_and_nobody_in_it(story: Coalition) -> None:
    mine, other = an_event(story, group=1), an_event(story, group=0)
    answer(mine, "ana")
    failed(mine, "bo")
    answer(other, "cy")
    sent = Message.objects.get(about=answer(mine, "di").pk)
    Message.objects.filter(pk=sent.pk).update(state=DutyState.DONE, finished_at=timezone.now())
    old = Message.objects.get(about=answer(mine, "ed").pk)
    long_ago = timezone.now() - timedelta(days=2)
    Message.objects.filter(pk=old.pk).update(state=DutyState.DONE, finished_at=long_ago)

    page = signed_in(story.person(group=1, role=Role.ORGANIZER)).get(PATH)

    assert figures_in(page) == [1, 0, 1, 1]
    assert "Answer to an RSVP: 1 message smtp_550" in text_of(page)
    text = page.content.decode()
    assert [word for word in ("Castillo", "guests.example") if word in text] == []
    assert figures_in(signed_in(story.person(role=Role.STEWARD)).get(PATH)) == [1, 0, 0, 0]
    assert figures_in(signed_in(platform_admin()).get(PATH)) == [2, 0, 1, 1]


def test_one_is_tried_again_and_all_of_a_reason(story: Coalition) -> None:
    event, foreign = an_event(story, group=1), an_event(story, group=0)
    first = failed(event, "ana")
    rest = [failed(event, "bo"), failed(event, "cy"), failed(event, "di", "smtp_554")]
    theirs = failed(foreign, "ed")
    client = signed_in(story.person(group=1, role=Role.ORGANIZER))

    one = client.post(PATH, {"message": str(first.pk)}, follow=True)
    assert "1 message will be tried again." in text_of(one)
    again = client.post(PATH, {"message": str(first.pk)}, follow=True)
    assert "0 messages will be tried again." in text_of(again)
    client.post(PATH, {"message": str(theirs.pk)})
    client.post(PATH, {"kind": "events.rsvp", "reason": "smtp_550"})

    states = {row.pk: row.state for row in Message.objects.all()}
    assert [states[row.pk] for row in (first, *rest, theirs)] == [
        "pending",
        "pending",
        "pending",
        "failed",
        "failed",
    ]
    entries = AuditEntry.objects.filter(action="messages.owed_again").order_by("pk")
    assert [entry.detail["number"] for entry in entries] == [1, 2]


def test_a_changed_form_does_nothing(story: Coalition) -> None:
    client = signed_in(story.person(group=1, role=Role.ORGANIZER))
    assert client.post(PATH, {"message": "1' OR 1=1"}).status_code == 400


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, django_assert_max_num_queries: Any
) -> None:
    event = an_event(story, group=1)
    client = signed_in(story.person(group=1, role=Role.ORGANIZER))
    for name in ("ana", "bo", "cy"):
        failed(event, name)
        with django_assert_max_num_queries(10):
            client.get(PATH)


def test_messages_to_members_are_counted_and_tried_again(story: Coalition) -> None:
    take_in(story.groups[1], PEOPLE, TAKE_ALL)
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    message = write_message(group=story.groups[1], data=WORDS, actor=organizer)
    owed(message, organizer)
    client = signed_in(story.person(group=1, role=Role.ORGANIZER))
    page = client.get(PATH)
    assert figures_in(page) == [2, 0, 0, 0]
    assert "Message to members 2 0 0 0" in text_of(page)

    letters = Message.objects.filter(kind="groups.message")
    letters.update(state=DutyState.FAILED, last_error="smtp_550", finished_at=timezone.now())
    group_message_count_pass()
    message.refresh_from_db()
    assert (message.state, message.failed) == ("sent", 2)
    client.post(PATH, {"kind": "groups.message", "reason": "smtp_550"})
    message.refresh_from_db()
    assert (message.state, message.finished_at) == ("sending", None)
    group_message_count_pass()
    message.refresh_from_db()
    assert (message.state, message.failed) == ("sending", 0)
    assert figures_in(client.get(PATH)) == [2, 0, 0, 0]
