"""Sends letters over one SMTP connection and tells failures apart by what to do about them."""

import re
import smtplib
import ssl
from functools import cache
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import SplitResult, parse_qs, unquote

from core.mail.failures import (
    DomainBusy,
    MailboxGone,
    PermanentFailure,
    SendFailure,
    TemporaryFailure,
    TransportDown,
)
from core.mail.written_letter import WrittenLetter

TIMEOUT_SECONDS = 10.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Smtp:
    """Connects on the first letter and again when the server hung up.

    `smtp://` takes STARTTLS when the server offers it, and insists on it before it sends a
    password anywhere but to this machine, unless the URL ends with `?starttls=off`;
    `smtps://` speaks TLS from the first byte.
    """

    PORTS: ClassVar[dict[str, int]] = {"smtp": 25, "smtps": 465}

    def __init__(self, url: SplitResult) -> None:
        self._url = url
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, letter: WrittenLetter) -> None:
        """Raises TransportDown when no letter could go, else what befell this one."""
        connection = self._connected()
        try:
            self._hand_over(connection, letter)
        except SendFailure:
            raise
        except smtplib.SMTPSenderRefused as error:
            raise self._judge_sender(error.smtp_code) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self._judge_recipient(code, words) from error
        except smtplib.SMTPDataError as error:
            raise self._judge(error.smtp_code, _words(error)) from error
        except smtplib.SMTPResponseException as error:
            raise self._judge(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            # The server may have taken the letter before it fell silent; the next attempt
            # carries the same Message-ID.
            self._hang_up()
            raise TemporaryFailure(f"smtp_{type(error).__name__}") from error

    def _hand_over(self, connection: smtplib.SMTP, letter: WrittenLetter) -> None:
        options: list[str] = []
        if letter.needs_utf8:
            if not connection.has_extn("smtputf8"):
                raise PermanentFailure("smtp_no_utf8_mailboxes")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        connection.sendmail(letter.sender, [letter.recipient], letter.content, mail_options=options)

    def _judge_sender(self, code: int) -> SendFailure:
        if code >= 500 and code != 552:
            # Our own sender is refused: every letter would be, until someone mends the settings.
            return TransportDown(f"smtp_sender_{code}")
        return self._judge(code)

    def _judge_recipient(self, code: int, words: bytes) -> SendFailure:
        return MailboxGone(f"smtp_{code}") if _is_gone(code, words) else self._judge(code, words)

    def _judge(self, code: int, words: bytes = b"") -> SendFailure:
        """What an answer means; `words` when it may say something of the recipient's domain."""
        if code == 421:
            self._hang_up()
            return TransportDown("smtp_421")
        if words and _is_busy(code, words):
            return DomainBusy(f"smtp_{code}")
        failure = PermanentFailure if code >= 500 else TemporaryFailure
        return failure(f"smtp_{code}")

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise TransportDown(f"smtp_{type(error).__name__}") from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        port = self._url.port or self.PORTS[self._url.scheme]
        connection: smtplib.SMTP
        # Our own name is given: looking it up can take longer than sending.
        if self._url.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, port, "localhost", timeout=TIMEOUT_SECONDS, context=_trust()
            )
        else:
            connection = smtplib.SMTP(host, port, "localhost", timeout=TIMEOUT_SECONDS)
        try:
            self._secure(connection, host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP, host: str) -> None:
        connection.ehlo_or_helo_if_needed()
        secured = self._url.scheme == "smtps"
        wanted = parse_qs(self._url.query).get("starttls") != ["off"]
        if wanted and not secured and connection.has_extn("starttls"):
            connection.starttls(context=_trust())
            connection.ehlo()
            secured = True
        if self._url.username:
            if wanted and not secured and host not in LOOPBACK:
                raise smtplib.SMTPException("no password without TLS")
            connection.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that this machine trusts: reading them takes longer than a connection."""
    return ssl.create_default_context()


def _words(error: smtplib.SMTPResponseException) -> bytes:
    return error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()


def _is_gone(code: int, words: bytes) -> bool:
    """A permanent refusal of the recipient's address, by its enhanced status (RFC 3463, 3.2).

    X.1.7 and X.1.8 are about our own address; without such a status a 550 may mean anything.
    """
    return code >= 500 and re.match(rb"5\.1\.(?![78]\b)\d", words) is not None


def _is_busy(code: int, words: bytes) -> bool:
    """A temporary refusal that is not about one mailbox (RFC 3463, 3.3), such as a full one."""
    of_mailbox = words.startswith(b"4.2.") or (code == 452 and not words.startswith(b"4."))
    return 400 <= code < 500 and not of_mailbox
