"""What becomes of an owed message: sent, tried again, failed for good, or no longer owed."""

import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from core import outbox
from core.dispatcher import PassResult
from core.mail.failures import TransportDown
from core.models import Message
from core.models.suppression import SuppressionReason
from core.outbox import Mail
from core.services.message import cancel_about, owe
from core.services.message_delivery import deliver_pass
from core.services.suppression import lift, plain_identity, suppress
from tests.core.people import People, fate
from tests.core.smtp_sink import Sink, smtp_sink

pytestmark = pytest.mark.django_db


def test_a_pass_sends_all_that_is_due_over_one_connection(people: People, sink: Sink) -> None:
    messages = [people.owe_mail(f"person{n}@example.org") for n in range(60)]
    assert deliver_pass() == PassResult(sent=60)
    sent = {letter["Message-ID"] for letter in sink.letters}
    assert sent == {message.message_id for message in messages}
    assert len(sink.peers) == 1
    assert deliver_pass() == PassResult()
    assert fate(messages[0]) == ("done", 1, "")


def test_a_mailbox_that_refuses_for_now_is_tried_later_with_the_same_id(
    people: People, sink: Sink
) -> None:
    sink.refuse["full@example.org"] = "452 mailbox full"
    message, other = people.owe_mail("full@example.org"), people.owe_mail("well@example.org")
    assert deliver_pass() == PassResult(sent=1, failed=1)
    assert fate(message) == ("pending", 1, "smtp_452")
    assert fate(other) == ("done", 1, "")
    sink.refuse.clear()
    Message.objects.update(due_at="2020-01-01T00:00Z")
    assert deliver_pass() == PassResult(sent=1)
    assert sink.letters[-1]["Message-ID"] == message.message_id


@pytest.mark.parametrize("where", ["refuse", "refuse_data"])
def test_a_mailbox_that_refuses_for_good_leaves_a_failed_row(
    people: People, sink: Sink, where: str
) -> None:
    getattr(sink, where)["gone@example.org"] = "550 no such user gone@example.org"
    message = people.owe_mail("gone@example.org")
    assert deliver_pass() == PassResult(failed=1)
    assert fate(message) == ("failed", 1, "smtp_550")


def test_a_server_that_is_away_costs_no_message_an_attempt(people: People, settings: Any) -> None:
    with smtp_sink() as (_, url):
        settings.EMAIL_URL = url  # and it is gone after this block
    messages = [people.owe_mail(f"person{n}@example.org") for n in range(3)]
    assert deliver_pass() == PassResult()
    assert {fate(message) for message in messages} == {
        ("pending", 0, "smtp_ConnectionRefusedError")
    }


def test_what_is_no_longer_owed_is_cancelled(people: People, sink: Sink) -> None:
    message = people.owe_mail("person@example.org")
    people.mails[message.about] = None
    assert deliver_pass() == PassResult()
    assert fate(message) == ("cancelled", 1, "no longer owed")
    assert sink.letters == []


def test_a_suppressed_address_gets_nothing_until_it_asks_again(people: People, sink: Sink) -> None:
    identity = plain_identity("Person@example.org")
    suppress(identity=identity, reason=SuppressionReason.NOT_ME)
    suppress(identity=identity, reason=SuppressionReason.NOT_ME)
    message = people.owe_mail("person@example.org")
    deliver_pass()
    assert fate(message) == ("cancelled", 1, "suppressed")
    lift(identity=identity)
    people.owe_mail("person@example.org")
    assert deliver_pass() == PassResult(sent=1)


def test_a_suppression_of_one_scope_leaves_other_mail(people: People, sink: Sink) -> None:
    identity = plain_identity("person@example.org")
    suppress(identity=identity, reason=SuppressionReason.NOT_ME, scope="petition:1")
    one = people.owe_mail("person@example.org", scope="petition:1")
    two = people.owe_mail("person@example.org", scope="petition:2")
    deliver_pass()
    assert (fate(one)[0], fate(two)[0]) == ("cancelled", "done")


def test_a_bug_of_a_composer_is_kept_without_the_persons_data(
    people: People, sink: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(message: Message) -> Mail:
        raise ValueError("jane.planted@example.org")

    monkeypatch.setitem(outbox._composers, "broken", broken)
    owe(kind="broken", about=uuid.uuid4(), dedup_key="broken")
    other = people.owe_mail("person@example.org")
    assert deliver_pass() == PassResult(sent=1, failed=1)
    message = Message.objects.get(kind="broken")
    state, attempts, error = fate(message)
    assert (state, attempts) == ("pending", 1)
    assert error.startswith("ValueError at test_message_delivery.py:")
    assert "jane" not in caplog.text
    assert fate(other)[0] == "done"


def test_a_header_with_a_line_break_is_never_sent(people: People, sink: Sink) -> None:
    message = people.owe_mail("person@example.org\r\nBcc: all@example.org")
    assert deliver_pass() == PassResult(failed=1)
    assert fate(message) == ("failed", 1, "unsendable_header")
    assert sink.letters == []


def test_a_folder_gets_one_whole_file_a_letter(
    people: People, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_URL = f"file://{tmp_path}/mail%20out"
    message = people.owe_mail(
        "person@example.org",
        html="<p>Hello</p>",
        headers={"Reply-To": "desk@example.org"},
        unsubscribe_url="https://muster.example/u/1/",
    )
    assert deliver_pass() == PassResult(sent=1)
    (file,) = (tmp_path / "mail out").iterdir()
    assert file.name.endswith(f"-{message.pk}@localhost.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert letter["To"] == "person@example.org"
    assert letter["Reply-To"] == "desk@example.org"
    assert letter["List-Unsubscribe"] == "<https://muster.example/u/1/>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


def test_a_folder_that_cannot_be_written_is_a_transport_that_is_down(
    people: People, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.EMAIL_URL = f"file://{tmp_path}/file"
    message = people.owe_mail("person@example.org")
    assert deliver_pass() == PassResult()
    assert fate(message) == ("pending", 0, "folder_FileExistsError")
    assert TransportDown("x").code == "x"


def test_what_a_person_may_have_been_told_is_kept_whatever_became_of_the_mail(
    people: People, sink: Sink
) -> None:
    """The server took the letter and never said so: the person may have read it."""
    sink.refuse_data["person@example.org"] = "421 going down"
    message, silent = people.owe_mail("person@example.org", version=3), people.owe_mail("b@x.org")
    assert deliver_pass() == PassResult()
    assert (fate(message), message.told) == (("pending", 0, "smtp_421"), 3)
    cancel_about(about=message.about)
    message.refresh_from_db()
    assert (message.state, message.told) == ("cancelled", 3)
    silent.refresh_from_db()
    assert silent.told is None


def test_a_message_that_another_worker_took_over_is_not_sent(
    people: People, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(message: Message) -> Mail | None:
        Message.objects.filter(pk=message.pk).update(lease_token=uuid.uuid4())
        return people.mails[message.about]

    monkeypatch.setitem(outbox._composers, "greeting", slow)
    message = people.owe_mail("person@example.org", version=1)
    assert deliver_pass() == PassResult(pending=1)
    message.refresh_from_db()
    assert (sink.letters, message.state, message.told) == ([], "running", None)


def test_a_mailbox_that_does_not_exist_is_never_written_to_again(
    people: People, sink: Sink
) -> None:
    sink.refuse["gone@example.org"] = "550 5.1.1 no such user"
    sink.refuse["strict@example.org"] = "550 5.7.1 not from you"
    gone, strict = people.owe_mail("gone@example.org"), people.owe_mail("strict@example.org")
    assert deliver_pass() == PassResult(failed=2)
    assert (fate(gone), fate(strict)) == (("failed", 1, "smtp_550"), ("failed", 1, "smtp_550"))
    sink.refuse.clear()
    again = people.owe_mail("Gone@example.org", identity=plain_identity("someone"), scope="x")
    other = people.owe_mail("strict@example.org")
    assert deliver_pass() == PassResult(sent=1)
    assert (fate(again)[0], fate(other)[0]) == ("cancelled", "done")
