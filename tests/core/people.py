"""To whom the mails of a test go, and what became of them."""

import uuid
from typing import Any

from core.models import Message
from core.outbox import Mail
from core.services.message import owe


class People:
    """To whom the test's messages go, by what they are about."""

    def __init__(self) -> None:
        self.mails: dict[uuid.UUID, Mail | None] = {}

    def owe_mail(self, to: str, **more: Any) -> Message:
        about = uuid.uuid4()
        self.mails[about] = Mail(to=to, subject="Hello", text="Hello there.\n", **more)
        owe(kind="greeting", about=about, dedup_key=str(about))
        return Message.objects.get(about=about)


def fate(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error
