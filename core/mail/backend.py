"""Django's mail through the same transports, for packages that send for themselves (sign-in)."""

import uuid
from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage as Letter
from email.policy import SMTP

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core.mail.failures import SendFailure
from core.mail.transport import open_transport


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Sends each; returns how many went. Raises SendFailure unless told to fail silently."""
        sent = 0
        with open_transport(settings.EMAIL_URL) as transport:
            for message in email_messages:
                try:
                    transport.send(_letter(message))
                    sent += 1
                except SendFailure:
                    if not self.fail_silently:
                        raise
        return sent


def _letter(message: EmailMessage) -> Letter:
    raw = message.message().as_bytes()
    letter = message_from_bytes(raw, policy=SMTP)
    if "Message-ID" not in letter:
        letter["Message-ID"] = f"<{uuid.uuid4()}@localhost>"
    return letter
