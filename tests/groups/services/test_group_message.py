"""Staff write to members: in which words, how often, who may, and until when it is off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    StateConflict,
    TooManyRequests,
)
from core.models import Message
from groups.models import Role
from groups.selectors.group_message import get_message, messages_of, recipient_count
from groups.services.group_message import (
    cancel_message,
    change_message,
    send_message,
    send_test,
)
from groups.services.group_message_sending import group_message_pass
from tests.groups.member_lists import TAKE_ALL, take_in
from tests.groups.message_drafts import PEOPLE, WORDS, draft, send
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    story = coalition_of(2)
    take_in(story.lead, PEOPLE, TAKE_ALL)
    return story


@pytest.fixture
def organizer(story: Coalition) -> Actor:
    return story.actor(role=Role.ORGANIZER)


def test_a_draft_that_was_called_off_is_never_sent(story: Coalition, organizer: Actor) -> None:
    message = cancel_message(message=draft(story, organizer), actor=organizer)
    with pytest.raises(StateConflict):
        send(message, organizer)
    scheduled = cancel_message(message=send(draft(story, organizer), organizer), actor=organizer)
    group_message_pass()
    assert (scheduled.state, Message.objects.count()) == ("cancelled", 0)


def test_a_group_writes_twice_a_day(story: Coalition, organizer: Actor) -> None:
    first = send(draft(story, organizer), organizer)
    send(draft(story, organizer), organizer)
    third = draft(story, organizer)
    with pytest.raises(TooManyRequests) as refusal:
        send(third, organizer)
    assert refusal.value.code == "group_message.too_many"
    assert 23 * 3600 < (refusal.value.retry_after or 0) <= 24 * 3600
    later = timezone.now() + timedelta(hours=25)
    scheduled = send_message(message=third, at=later, version=1, actor=organizer)
    assert (scheduled.state, scheduled.send_at) == ("scheduled", later)
    cancel_message(message=first, actor=organizer)
    assert send(draft(story, organizer), organizer).state == "scheduled"


def test_a_draft_is_changed_by_who_saw_the_latest(story: Coalition, organizer: Actor) -> None:
    message = draft(story, organizer)
    changed = change_message(
        message=message, data=WORDS | {"subject": "On Sunday"}, version=1, actor=organizer
    )
    assert (changed.subject, changed.version) == ("On Sunday", 2)
    with pytest.raises(PreconditionFailed):
        change_message(message=message, data=WORDS, version=1, actor=organizer)
    with pytest.raises(PreconditionFailed):
        send_message(message=message, at=None, version=1, actor=organizer)


def test_what_nobody_would_get_is_not_sent(story: Coalition, organizer: Actor) -> None:
    with pytest.raises(StateConflict) as refusal:
        send(draft(story, organizer, city="Nowhere"), organizer)
    assert refusal.value.code == "group_message.nobody"


@pytest.mark.parametrize("hours", [-1, 24 * 91])
def test_a_time_that_cannot_be(story: Coalition, organizer: Actor, hours: int) -> None:
    at = timezone.now() + timedelta(hours=hours)
    with pytest.raises(Invalid):
        send_message(message=draft(story, organizer), at=at, version=1, actor=organizer)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"subject": ""}, ["subject"]),
        ({"text": "   "}, ["text"]),
        ({"subject": "x" * 121}, ["subject"]),
        ({"subject": "a\r\nBcc: b@c.org"}, ["subject"]),
        ({"text": "x" * 10_001}, ["text"]),
        ({"tag": "null\0"}, ["tag"]),
    ],
)
def test_words_that_cannot_be_sent(
    story: Coalition, organizer: Actor, data: dict[str, str], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(story, organizer, **data)
    assert [error.field for error in refusal.value.errors] == fields


def test_all_staff_of_the_group_write_and_nobody_else(story: Coalition, organizer: Actor) -> None:
    message = draft(story, organizer)
    for number, role in enumerate(Role, start=1):
        actor = story.actor(role=role)
        assert messages_of(group=story.lead, actor=actor).count() == number
        assert draft(story, actor).written_by_id == actor.user_id
    outsider = story.actor(group=1, role=Role.STEWARD)
    for act in (
        lambda: draft(story, outsider),
        lambda: send(message, outsider),
        lambda: cancel_message(message=message, actor=outsider),
        lambda: send_test(message=message, actor=outsider),
        lambda: recipient_count(message=message, actor=outsider),
        lambda: get_message(group=story.lead, public_id=message.public_id, actor=outsider),
    ):
        with pytest.raises(NotFound):
            act()
    token = Actor(user_id=organizer.user_id, token_id=1, group_id=story.lead.pk)
    for actor in (token, SYSTEM):
        with pytest.raises(Forbidden):
            draft(story, actor)
