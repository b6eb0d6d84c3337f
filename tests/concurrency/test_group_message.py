"""Messages are owed once, and called off beside it, in real transactions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import Actor
from core.errors import MusterError
from core.models import Message
from groups.models import GroupMessage, Role
from groups.services.group_message import cancel_message, send_message, write_message
from groups.services.group_message_sending import group_message_count_pass, group_message_pass
from tests.concurrency.crowd import at_once
from tests.groups.member_lists import TAKE_ALL, take_in
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"subject": "Come", "text": "On Saturday."}


@pytest.fixture
def story() -> Coalition:
    story = coalition_of(1)
    rows = "".join(f"a{n}@b.org,yes\n" for n in range(500))
    take_in(story.lead, f"email,opt in\n{rows}", TAKE_ALL)
    return story


@pytest.fixture
def organizer(story: Coalition) -> Actor:
    return story.actor(role=Role.ORGANIZER)


def due(story: Coalition, organizer: Actor) -> GroupMessage:
    message = write_message(group=story.lead, data=WORDS, actor=organizer)
    send_message(message=message, at=None, version=1, actor=organizer)
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(minutes=1))
    return message


def test_however_many_workers_owe_it_each_member_is_owed_one(
    story: Coalition, organizer: Actor
) -> None:
    message = due(story, organizer)
    at_once([group_message_pass] * 4)
    message.refresh_from_db()
    assert (message.state, message.people, Message.objects.count()) == ("sending", 500, 500)


def test_a_message_called_off_while_it_is_owed_owes_nobody(
    story: Coalition, organizer: Actor
) -> None:
    message = due(story, organizer)
    at_once([group_message_pass, lambda: cancel_message(message=message, actor=organizer)])
    group_message_pass()
    group_message_count_pass()
    message.refresh_from_db()
    assert (message.state, Message.objects.filter(state="pending").count()) == ("cancelled", 0)
    assert message.finished_at is not None


def test_of_three_scheduled_at_once_two_are_sent(story: Coalition, organizer: Actor) -> None:
    messages = [write_message(group=story.lead, data=WORDS, actor=organizer) for _ in range(3)]

    def schedule(message: GroupMessage) -> str:
        try:
            return str(send_message(message=message, at=None, version=1, actor=organizer).state)
        except MusterError as error:
            return error.code

    answers = at_once([lambda: schedule(messages[0]), lambda: schedule(messages[1]),
                       lambda: schedule(messages[2])])  # fmt: skip
    assert sorted(answers) == ["group_message.too_many", "scheduled", "scheduled"]
