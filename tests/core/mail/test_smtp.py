"""What a mail server may say, and what we make of it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.mail import smtp
from core.mail.failures import (
    DomainBusy,
    MailboxGone,
    PermanentFailure,
    SendFailure,
    TemporaryFailure,
    TransportDown,
)
from core.mail.letter import write_letter
from core.mail.transport import open_transport, require_usable
from core.outbox import Mail
from tests.core.smtp_sink import smtp_sink


@contextmanager
def scripted_server(*answers: str | None) -> Iterator[str]:
    """Greets, then answers each line in turn; None hangs up, and silence follows the last."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_serve, args=(server, answers), daemon=True).start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, answers: tuple[str | None, ...]) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 scripted\r\n")
        for answer in answers:
            lines.readline()
            if answer is None:
                return
            connection.sendall(answer.encode() + b"\r\n")
        time.sleep(1.0)


def send(url: str, to: str = "person@example.org") -> SendFailure | None:
    mail = Mail(to=to, subject="Hello", text="Hello\n")
    try:
        with open_transport(url) as transport:
            transport.send(write_letter(mail, message_id="<1@x>", sender="Muster <a@x.org>"))
    except SendFailure as failure:
        return failure
    return None


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        (["250 hi", "421 too many"], TransportDown, "smtp_421"),
        (["250 hi", "550 not your sender"], TransportDown, "smtp_sender_550"),
        (["250 hi", "552 too large"], PermanentFailure, "smtp_552"),
        (["250 hi", "451 greylisted"], TemporaryFailure, "smtp_451"),
        (["250 hi", "250 ok", "550 nobody"], PermanentFailure, "smtp_550"),
        (["250 hi", "250 ok", "550 5.1.1 nobody"], MailboxGone, "smtp_550"),
        (["250 hi", "250 ok", "553 5.1.8 your domain"], PermanentFailure, "smtp_553"),
        (["250 hi", "250 ok", "550 5.7.1 spam"], PermanentFailure, "smtp_550"),
        (["250 hi", "250 ok", "450 busy"], DomainBusy, "smtp_450"),
        (["250 hi", "250 ok", "452 4.2.2 full"], TemporaryFailure, "smtp_452"),
        (["250 hi", "250 ok", "452 full"], TemporaryFailure, "smtp_452"),
        (["250 hi", "250 ok", "452 4.3.1 no room"], DomainBusy, "smtp_452"),
        (["250 hi", "250 ok", "250 ok", "451 4.7.0 slow"], DomainBusy, "smtp_451"),
        (["250 hi", "250 ok", "250 ok", "554 spam"], PermanentFailure, "smtp_554"),
        (["250 hi", "250 ok", None], TemporaryFailure, "smtp_SMTPServerDisconnected"),
        (["250 hi", "250 ok"], TemporaryFailure, "smtp_SMTPServerDisconnected"),
        (["554 go away", "554 go away"], TransportDown, "smtp_SMTPHeloError"),
    ],
)
def test_what_an_answer_means(
    answers: list[str | None], kind: type, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.15)
    with scripted_server(*answers) as url:
        failure = send(url)
    assert failure is not None
    assert (type(failure), failure.code) == (kind, code)


def test_a_mailbox_of_another_alphabet_is_written_to_as_it_is() -> None:
    with smtp_sink() as (sink, url):
        assert send(url, "пётр@пример.рф") is None
        assert send(url, "jane@bücher.example") is None
    assert sink.recipients == [
        "пётр@xn--e1afmkfd.xn--p1ai",
        "jane@xn--bcher-kva.example",
    ]


@pytest.mark.parametrize(
    "url",
    ["ftp://x", "smtp://", "smtp://u:secret@h:x", "file:", "", "user:secret@host", "postgres://x"],
)
def test_an_address_that_no_transport_understands_is_noticed_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        require_usable(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["smtp://h", "smtps://u:p@h:465", "file:///d", "console:"])
def test_the_forms_of_an_address(url: str) -> None:
    require_usable(url)
