"""What packages send goes by the outbox: sealed, patient, and never in the way of a request."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from core.dispatcher import PassResult
from core.models import Letter, Message
from core.services.message_delivery import deliver_pass

pytestmark = pytest.mark.django_db


def backend() -> Any:
    return get_connection("core.mail.backend.EmailBackend")


def test_a_mail_is_owed_sealed_and_then_sent_whole(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_URL = f"file://{tmp_path}"
    mail = EmailMultiAlternatives(
        "Reset your password", "Open the link.\n", to=["jane.planted@example.org"]
    )
    mail.attach_alternative("<p>Open the link.</p>", "text/html")
    assert backend().send_messages([mail]) == 1
    assert b"planted" not in bytes(Letter.objects.get().sealed)
    assert deliver_pass() == PassResult(sent=1)
    (file,) = tmp_path.iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert (letter["To"], letter["Subject"]) == ("jane.planted@example.org", "Reset your password")
    parts = {part.get_content_type(): part.get_content() for part in letter.iter_parts()}
    assert parts == {
        "text/plain": "Open the link.\r\n",
        "text/html": "<p>Open the link.</p>\r\n",
    }


def test_each_recipient_gets_a_message_of_their_own() -> None:
    to = ["a@example.org", "b@example.org"]
    assert send_mail("Hi", "Hi\n", None, to, connection=backend()) == 1
    assert Message.objects.count() == 2


def test_a_letter_that_was_cleaned_away_is_no_longer_owed() -> None:
    send_mail("Hi", "Hi\n", None, ["a@example.org"], connection=backend())
    Letter.objects.all().delete()
    assert deliver_pass() == PassResult()
    assert Message.objects.get().state == "cancelled"
