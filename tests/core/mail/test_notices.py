"""What mail providers tell us over HTTP, in their own words, and whose mail stops for it."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from core.dispatcher import PassResult
from core.models import Suppression
from core.outbox import Mail
from core.services.letter import owe_letter
from core.services.message_delivery import deliver_pass
from core.services.suppression import is_suppressed, plain_identity
from tests.core.smtp_sink import smtp_sink

pytestmark = pytest.mark.django_db

SECRET = "muster:let-us-know"
ADDRESS = "Jane.Planted@bücher.example"
AS_TOLD = "jane.planted@xn--bcher-kva.example"  # as it was written to
POSTMARK = {
    "RecordType": "Bounce",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Description": "The server was unable to deliver your message.",
    "Details": f"smtp;550 5.1.1 <{AS_TOLD}>: Recipient address rejected",
    "Email": AS_TOLD,
    "From": "muster@muster.example",
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Please confirm",
}
COMPLAINT = POSTMARK | {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}
LEFT = {
    "RecordType": "SubscriptionChange",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": AS_TOLD,
    "Origin": "Recipient",
    "SuppressSending": True,
    "SuppressionReason": "ManualSuppression",
    "ChangedAt": "2026-11-05T16:33:54Z",
}
BREVO = {
    "event": "hard_bounce",
    "email": AS_TOLD,
    "id": 26224,
    "date": "2026-11-05 16:33:54",
    "ts": 1794069234,
    "ts_event": 1794069234,
    "ts_epoch": 1794069234000,
    "message-id": "<201798300811.5787683@relay.example>",
    "subject": "Please confirm",
    "reason": "550 5.1.1 no such user",
}
SENDGRID = {
    "email": AS_TOLD,
    "timestamp": 1794069234,
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    "event": "bounce",
    "type": "bounce",
    "status": "5.1.1",
    "reason": "550 5.1.1 no such user",
    "sg_event_id": "rbtnWrG1DVDGGGFHFyun0A==",
}
MAILJET = {
    "event": "bounce",
    "time": 1794069234,
    "MessageID": 13792286917004336,
    "email": AS_TOLD,
    "blocked": False,
    "hard_bounce": True,
    "error_related_to": "recipient",
    "error": "user unknown",
}
SPARKPOST = {
    "type": "bounce",
    "bounce_class": "10",
    "event_id": "92356927693813856",
    "raw_rcpt_to": AS_TOLD,
    "raw_reason": "550 5.1.1 no such user",
    "timestamp": "1794069234",
}


def tell(provider: str, notice: Any, *, secret: str = SECRET) -> Any:
    word = base64.b64encode(secret.encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        f"/anymail/{provider}/tracking/",
        notice if isinstance(notice, bytes) else json.dumps(notice),
        content_type="application/json",
        headers={"authorization": f"Basic {word}"} if secret else {},
    )


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
@pytest.mark.parametrize(
    ("provider", "notice", "reason"),
    [
        ("postmark", POSTMARK, "bounced"),
        ("postmark", COMPLAINT, "complained"),
        ("postmark", LEFT, "unsubscribed"),
        ("postmark", LEFT | {"SuppressionReason": "HardBounce"}, "bounced"),
        ("postmark", POSTMARK | {"Type": "SoftBounce"}, None),
        ("postmark", POSTMARK | {"Type": "Transient"}, None),
        ("postmark", POSTMARK | {"RecordType": "Delivery"}, None),
        ("brevo", BREVO, "bounced"),
        ("brevo", BREVO | {"event": "soft_bounce"}, None),
        ("brevo", BREVO | {"event": "spam"}, "complained"),
        ("brevo", BREVO | {"event": "unsubscribe"}, "unsubscribed"),
        ("brevo", BREVO | {"event": "delivered"}, None),
        ("sendgrid", [SENDGRID], "bounced"),
        ("sendgrid", [SENDGRID | {"type": "blocked"}], None),
        ("sendgrid", [SENDGRID | {"event": "spamreport"}], "complained"),
        ("mailjet", MAILJET, "bounced"),
        ("mailjet", MAILJET | {"hard_bounce": False, "error": "quota exceeded"}, None),
        ("sparkpost", [{"msys": {"message_event": SPARKPOST}}], "bounced"),
        ("sparkpost", [{"msys": {"message_event": SPARKPOST | {"bounce_class": "22"}}}], None),
    ],
)
def test_a_notice_stops_mail_for_its_reason_or_not_at_all(
    provider: str, notice: Any, reason: str | None
) -> None:
    assert (tell(provider, notice).status_code, tell(provider, notice).content) == (200, b"")
    assert [row.reason for row in Suppression.objects.all()] == [reason] * bool(reason)
    identity, address = plain_identity("somebody@else.example"), ADDRESS
    assert is_suppressed(identity=identity, scope="petition:1", address=address) is bool(reason)
    assert not is_suppressed(identity=identity)


def test_after_a_bounce_nothing_leaves_for_the_address_even_by_its_canonical_identity(
    settings: Any,
) -> None:
    tell("postmark", POSTMARK)
    with smtp_sink() as (sink, url):
        settings.EMAIL_URL = url
        owe_letter(Mail(to=ADDRESS, subject="Hi", text="Hi\n"))
        owe_letter(Mail(to="other@example.org", subject="Hi", text="Hi\n"))
        assert deliver_pass() == PassResult(sent=1)
    assert sink.recipients == ["other@example.org"]


def test_nobody_without_the_secret_can_stop_mail() -> None:
    for wrong in ("muster:let-me-guess", "muster", ""):
        answer = tell("postmark", POSTMARK, secret=wrong)
        assert answer.status_code == 400
    assert Suppression.objects.count() == 0


def test_without_a_secret_there_is_no_such_address(settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert [tell(name, POSTMARK).status_code for name in ("postmark", "mailjet")] == [404, 404]
    assert Client().head("/anymail/postmark/tracking/").status_code == 404
    assert Suppression.objects.count() == 0


def test_of_mail_that_comes_in_and_of_other_providers_nothing_is_taken() -> None:
    paths = ("postmark/inbound/", "amazon_ses/tracking/", "mailgun/tracking/", "")
    assert [Client().post(f"/anymail/{path}").status_code for path in paths] == [404] * 4


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"null", b"7", b'{"RecordType": 7}'.replace(b"7", b"[]"), b"[" * 100_000],
)
def test_what_is_no_notice_is_refused_and_harms_nothing(body: bytes) -> None:
    assert tell("postmark", body).status_code == 400
    assert tell("postmark", POSTMARK | {"RecordType": "Inbound"}).status_code == 400
    assert Suppression.objects.count() == 0


def test_no_log_line_and_no_row_holds_what_was_told(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    tell("postmark", POSTMARK)
    tell("postmark", json.dumps(POSTMARK).encode()[:-1])
    tell("postmark", POSTMARK, secret="muster:wrong")
    written = capfd.readouterr()
    assert '"/anymail/postmark/tracking/"' in written.err
    assert "planted" not in (written.out + written.err + caplog.text).lower()
    assert b"planted" not in bytes(Suppression.objects.get().key).lower()
