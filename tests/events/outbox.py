"""The mail folder of a test: sends what is owed, and reads it as the people do."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import LazySettings

from core.models import Message
from core.models.duty import DutyState
from core.services.message_delivery import deliver_pass


@dataclass(frozen=True)
class Outbox:
    """`deliver` sends everything that is due and answers the letters that left with it."""

    folder: Path

    @classmethod
    def into(cls, folder: Path, settings: LazySettings) -> "Outbox":
        settings.EMAIL_URL = f"file://{folder}"
        return cls(folder)

    def deliver(self) -> list[EmailMessage]:
        before = {path.name for path in self.folder.glob("*.eml")}
        while deliver_pass().sent:
            pass
        new = sorted(path for path in self.folder.glob("*.eml") if path.name not in before)
        return [_read(path) for path in new]


def said(letters: list[EmailMessage]) -> list[tuple[str, str]]:
    """Recipient's mailbox name and subject of each, sorted."""
    return sorted(
        (str(letter["To"]).partition("@")[0], str(letter["Subject"])) for letter in letters
    )


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def files_of(letter: EmailMessage) -> dict[str, str]:
    """Attachments by name, decoded."""
    return {str(part.get_filename()): part.get_content() for part in letter.iter_attachments()}


def all_due() -> None:
    """What waits for another try is due now."""
    Message.objects.filter(state=DutyState.PENDING).update(due_at="2020-01-01T00:00Z")


def _read(path: Path) -> EmailMessage:
    letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert isinstance(letter, EmailMessage)
    return letter
