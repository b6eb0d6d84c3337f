"""Sends letters over one SMTP connection and tells failures apart by what to do about them."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import SplitResult, parse_qs, unquote

from core.mail.failures import PermanentFailure, SendFailure, TemporaryFailure, TransportDown

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

    def send(self, letter: EmailMessage) -> None:
        """Raises TransportDown when no letter could go, else what befell this one."""
        connection = self._connected()
        try:
            self._hand_over(connection, letter)
        except SendFailure:
            raise
        except smtplib.SMTPResponseException as error:
            raise self._judge(error.smtp_code, error) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise self._judge(code, error) from error
        except (smtplib.SMTPException, OSError) as error:
            # The server may have taken the letter before it fell silent; the next attempt
            # carries the same Message-ID.
            self._hang_up()
            raise TemporaryFailure(f"smtp_{type(error).__name__}") from error

    def _hand_over(self, connection: smtplib.SMTP, letter: EmailMessage) -> None:
        recipient, sender = letter["To"].addresses[0], letter["From"].addresses[0]
        options: list[str] = []
        if not recipient.addr_spec.isascii():
            if not connection.has_extn("smtputf8"):
                raise PermanentFailure("smtp_no_utf8_mailboxes")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        body = letter.as_bytes(policy=SMTPUTF8 if options else SMTP)
        connection.sendmail(sender.addr_spec, [recipient.addr_spec], body, mail_options=options)

    def _judge(self, code: int, error: smtplib.SMTPException) -> SendFailure:
        if code == 421:
            self._hang_up()
            return TransportDown("smtp_421")
        if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != 552:
            # Our own sender is refused: every letter would be, until someone mends the settings.
            return TransportDown(f"smtp_sender_{code}")
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
        tls = ssl.create_default_context()
        connection: smtplib.SMTP
        # Our own name is given: looking it up can take longer than sending.
        if self._url.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, port, "localhost", timeout=TIMEOUT_SECONDS, context=tls
            )
        else:
            connection = smtplib.SMTP(host, port, "localhost", timeout=TIMEOUT_SECONDS)
        try:
            self._secure(connection, host, tls)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP, host: str, tls: ssl.SSLContext) -> None:
        connection.ehlo_or_helo_if_needed()
        secured = self._url.scheme == "smtps"
        wanted = parse_qs(self._url.query).get("starttls") != ["off"]
        if wanted and not secured and connection.has_extn("starttls"):
            connection.starttls(context=tls)
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
