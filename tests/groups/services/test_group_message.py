"""A group writes to its members: to whom, how often, in which words, and until when it is off."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
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
from core.models import AuditEntry, Message
from core.models.suppression import SuppressionReason
from core.services.message_delivery import deliver_pass
from core.services.suppression import suppress
from groups.identity import email_identity
from groups.models import Group, GroupMessage, Member, MemberConsent, Role
from groups.selectors.group_message import (
    get_message,
    messages_of,
    recipient_count,
)
from groups.services.group_message import (
    cancel_message,
    change_message,
    send_message,
    send_test,
    write_message,
)
from groups.services.group_message_sending import group_message_count_pass, group_message_pass
from groups.services.member_decision import erase, leave, unsubscribe
from tests.groups.member_lists import TAKE_ALL, member_of, take_in
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db

PEOPLE = """email,name,zip,language,opt in
ann@b.org,Ann Lee,94110,,yes
bo@b.org,Bo Diaz,10001,es,yes
cy@b.org,Cy Park,,,no
"""
WORDS = {
    "subject": "Come on Saturday",
    "text": "We meet at **noon**.\n\n[More](https://us.example/)",
}


@pytest.fixture
def story() -> Coalition:
    story = coalition_of(2)
    take_in(story.lead, PEOPLE, TAKE_ALL)
    return story


@pytest.fixture
def organizer(story: Coalition) -> Actor:
    return story.actor(role=Role.ORGANIZER)


@pytest.fixture
def mails(settings: LazySettings, tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """Delivers what is due; the letters by address."""
    settings.EMAIL_URL = f"file://{tmp_path}"

    def deliver() -> dict[str, Any]:
        deliver_pass()
        letters = [
            message_from_bytes(file.read_bytes(), policy=default)
            for file in sorted(tmp_path.iterdir())
            if file.is_file()
        ]
        return {str(letter["To"]): letter for letter in letters}

    return deliver


def draft(story: Coalition, actor: Actor, **data: str) -> GroupMessage:
    return write_message(group=story.lead, data=WORDS | data, actor=actor)


def send(message: GroupMessage, actor: Actor) -> GroupMessage:
    return send_message(message=message, at=None, version=message.version, actor=actor)


def owed(message: GroupMessage, actor: Actor) -> GroupMessage:
    """Due, and owed to everyone whom it is for."""
    send(message, actor)
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(hours=1))
    group_message_pass()
    message.refresh_from_db()
    return message


def counted(message: GroupMessage) -> tuple[str, int | None, int, int]:
    group_message_count_pass()
    message.refresh_from_db()
    return message.state, message.people, message.sent, message.dropped


def member(group: Group, email: str) -> Member:
    found = member_of(group, email)
    assert found is not None
    return found


def test_a_message_goes_to_who_agreed(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    message = draft(story, organizer)
    assert (message.state, recipient_count(message=message, actor=organizer)) == ("draft", 2)
    owed(message, organizer)
    assert (message.state, message.people) == ("sending", 2)
    letters = mails()
    assert set(letters) == {"ann@b.org", "bo@b.org"}
    ann = letters["ann@b.org"]
    plain = ann.get_body(("plain",)).get_content()
    html = ann.get_body(("html",)).get_content()
    assert ann["Subject"] == "Come on Saturday"
    assert "Hello Ann," in plain
    assert "We meet at **noon**." in plain
    assert "<strong>noon</strong>" in html
    assert 'href="https://us.example/"' in html
    assert ann["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(ann["List-Unsubscribe"]).strip("<>") in plain
    assert counted(message) == ("sent", 2, 2, 0)
    entries = AuditEntry.objects.filter(action__startswith="group_message").order_by("id")
    assert [entry.action for entry in entries] == [
        "group_message.written",
        "group_message.scheduled",
        "group_message.finished",
    ]


@pytest.mark.parametrize(
    ("narrowed", "reached"),
    [
        ({"city": "San Francisco"}, {"ann@b.org"}),
        ({"region": "NY", "country": "US"}, {"bo@b.org"}),
        ({"tag": "fair"}, {"bo@b.org"}),
    ],
)
def test_place_and_tag_narrow_it(
    story: Coalition,
    organizer: Actor,
    mails: Callable[[], dict[str, Any]],
    narrowed: dict[str, str],
    reached: set[str],
) -> None:
    Member.objects.filter(pk=member(story.lead, "bo@b.org").pk).update(tags=["fair"])
    owed(draft(story, organizer, **narrowed), organizer)
    assert set(mails()) == reached


def test_one_click_stops_the_mail_at_once(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    owed(draft(story, organizer), organizer)
    url = str(mails()["ann@b.org"]["List-Unsubscribe"]).strip("<>")
    path = "/" + url.split("/", 3)[3]
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    ann = member(story.lead, "ann@b.org")
    assert (answer.status_code, ann.state, ann.consented) == (200, "unsubscribed", False)
    second = draft(story, organizer, subject="Again")
    assert recipient_count(message=second, actor=organizer) == 1
    row = take_in(story.lead, PEOPLE + "new@b.org,New One,,,yes\n", TAKE_ALL)
    assert (row.result["suppressed"], member(story.lead, "ann@b.org").state) == (1, "unsubscribed")


@pytest.mark.parametrize("decide", [unsubscribe, leave, erase])
def test_who_decided_between_owing_and_sending_gets_nothing(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]], decide: Any
) -> None:
    message = owed(draft(story, organizer), organizer)
    decide(member_id=member(story.lead, "ann@b.org").pk)
    assert set(mails()) == {"bo@b.org"}
    assert counted(message) == ("sent", 2, 1, 1)


def test_a_consent_taken_back_meanwhile_counts(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    owed(draft(story, organizer), organizer)
    MemberConsent.objects.update(withdrawn_at=timezone.now())
    Member.objects.update(consented=False)
    assert mails() == {}


def test_a_mailbox_that_wants_no_mail_of_the_group_gets_none(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    message = owed(draft(story, organizer), organizer)
    suppress(
        identity=email_identity("ann@b.org"),
        reason=SuppressionReason.UNSUBSCRIBED,
        scope=f"group:{story.lead.pk}",
    )
    assert set(mails()) == {"bo@b.org"}
    assert counted(message) == ("sent", 2, 1, 1)


def test_a_member_of_two_groups_gets_the_message_of_each(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    take_in(story.groups[1], PEOPLE, TAKE_ALL)
    theirs = story.actor(group=1, role=Role.COORDINATOR)
    send(draft(story, organizer), organizer)
    send(write_message(group=story.groups[1], data=WORDS, actor=theirs), theirs)
    unsubscribe(member_id=member(story.lead, "bo@b.org").pk)
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(hours=1))
    group_message_pass()
    assert Message.objects.count() == 3
    mails()
    assert set(Message.objects.values_list("state", flat=True)) == {"done"}


def test_owing_twice_owes_once(story: Coalition, organizer: Actor) -> None:
    message = owed(draft(story, organizer), organizer)
    GroupMessage.objects.update(state="scheduled")
    group_message_pass()
    assert (Message.objects.count(), message.people) == (2, 2)


def test_what_has_not_left_is_called_off(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    message = owed(draft(story, organizer), organizer)
    Message.objects.filter(about=member(story.lead, "bo@b.org").pk).update(
        due_at=timezone.now() + timedelta(days=1)
    )
    assert set(mails()) == {"ann@b.org"}
    cancel_message(message=message, actor=organizer)
    cancel_message(message=message, actor=organizer)
    Message.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert set(mails()) == {"ann@b.org"}
    assert counted(message) == ("cancelled", 2, 1, 1)
    assert message.finished_at is not None


def test_a_letter_that_a_worker_has_in_hand_does_not_leave_either(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    message = owed(draft(story, organizer), organizer)
    past = timezone.now() - timedelta(hours=1)
    Message.objects.update(state="running", lease_until=past)
    cancel_message(message=message, actor=organizer)
    assert mails() == {}
    assert counted(message) == ("cancelled", 2, 0, 2)


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


def test_a_letter_to_oneself_shows_how_it_looks(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    address = send_test(message=draft(story, organizer), actor=organizer)
    letters = mails()
    assert (address, list(letters)) == (story.person(role=Role.ORGANIZER).email, [address])
    assert letters[address]["Subject"] == "Test: Come on Saturday"
    assert "b.org" not in letters[address].as_string()


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
