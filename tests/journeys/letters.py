"""The mail folder of a running service, read as people read their mail."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.running_service import RunningService, wait_for


@dataclass(frozen=True)
class Letter:
    """One mail. `html` is empty where it has none."""

    name: str
    to: str
    subject: str
    text: str
    html: str

    def path(self, beginning: str) -> str:
        """Where the one link leads whose path begins so."""
        paths = [urlsplit(word).path for word in self.text.split() if "://" in word]
        (found,) = {path for path in paths if path.startswith(beginning)}
        return found


class Mailbox:
    """One person's letters, each read once, in the order in which they came."""

    def __init__(self, service: RunningService, address: str) -> None:
        self._folder = service.data_dir / "mail"
        self._address = address
        self._read: set[str] = set()

    def next(self) -> Letter:
        """The oldest that was not read yet; waits for it."""
        (letter,) = wait_for(self._oldest)
        self._read.add(letter.name)
        return letter

    def _oldest(self) -> list[Letter]:
        """The one, or none."""
        for path in sorted(self._folder.glob("*.eml")):
            if path.name in self._read:
                continue
            found = _letter(path)
            if found.to == self._address:
                return [found]
            self._read.add(path.name)  # somebody else's
        return []


def _letter(path: Path) -> Letter:
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return Letter(
        path.name, str(mail["To"]), str(mail["Subject"]), _body(mail, "plain"), _body(mail, "html")
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return part.get_content() if part is not None else ""
