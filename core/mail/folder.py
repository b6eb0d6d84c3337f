"""Writes each letter to a file of its own: the outgoing mail of a development run."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from core.mail.failures import TransportDown
from core.mail.written_letter import WrittenLetter


class Folder:
    """One `.eml` a letter, named by time and Message-ID so that a listing is in order."""

    def __init__(self, path: str) -> None:
        self._folder = Path(unquote(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def send(self, letter: WrittenLetter) -> None:
        """The file appears whole or not at all: readers never see half a letter."""
        target = self._folder / self._name(letter)
        hidden = target.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            hidden.write_bytes(letter.content)
            hidden.replace(target)
        except OSError as error:
            raise TransportDown(f"folder_{type(error).__name__}") from error

    def _name(self, letter: WrittenLetter) -> str:
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return f"{now}-{re.sub(r'[^A-Za-z0-9@.-]', '', letter.message_id)}.eml"
