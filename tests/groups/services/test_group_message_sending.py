"""Messages reach who agreed, once, in their language, and nobody who decided otherwise."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone, translation

from core.actors import Actor
from core.models import AuditEntry, Message
from core.models.suppression import SuppressionReason
from core.services.suppression import suppress
from groups.identity import email_identity
from groups.models import GroupMessage, Member, MemberConsent, Role
from groups.selectors.group_message import recipient_count
from groups.services.group_message import (
    cancel_message,
    send_test,
    write_message,
)
from groups.services.group_message_sending import group_message_pass
from groups.services.member_decision import erase, leave, unsubscribe
from tests.groups.member_lists import TAKE_ALL, take_in
from tests.groups.message_drafts import PEOPLE, WORDS, counted, delivered, draft, member, owed, send
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


@pytest.fixture
def mails(settings: LazySettings, tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """Delivers what is due; the letters by address."""
    settings.EMAIL_URL = f"file://{tmp_path}"
    return lambda: delivered(tmp_path)


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


def test_a_letter_to_oneself_shows_how_it_looks(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    address = send_test(message=draft(story, organizer), actor=organizer)
    letters = mails()
    assert (address, list(letters)) == (story.person(role=Role.ORGANIZER).email, [address])
    assert letters[address]["Subject"] == "Test: Come on Saturday"
    assert "b.org" not in letters[address].as_string()


def test_the_words_around_it_are_in_the_reader_s_language(
    story: Coalition, organizer: Actor, mails: Callable[[], dict[str, Any]]
) -> None:
    owed(draft(story, organizer), organizer)
    letters = mails()
    languages = {
        address: letter.get_body(("html",)).get_content().partition('lang="')[2][:2]
        for address, letter in letters.items()
    }
    assert languages == {"ann@b.org": "en", "bo@b.org": "es"}
    assert translation.get_language() == "en"
