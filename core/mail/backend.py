"""Django's EMAIL_BACKEND: what packages send (sign-in, password reset) is owed by the outbox.

So a request never waits for a mail server, and takes as long for a known address as for an
unknown one.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from core.outbox import Mail
from core.services.letter import owe_letter


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Owes each to each of its recipients; returns how many messages that were."""
        for message in email_messages:
            for recipient in message.recipients():
                owe_letter(_mail(message, recipient))
        return len(email_messages)


def _mail(message: EmailMessage, recipient: str) -> Mail:
    return Mail(
        to=recipient, subject=str(message.subject), text=str(message.body), html=_html(message)
    )


def _html(message: EmailMessage) -> str:
    if isinstance(message, EmailMultiAlternatives):
        for content, kind in message.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
