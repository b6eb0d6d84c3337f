"""Prints letters to standard output, for a developer's eyes."""

import sys
from email.message import EmailMessage
from types import TracebackType
from typing import Self


class Console:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def send(self, letter: EmailMessage) -> None:
        sys.stdout.write(f"{letter.as_string()}\n{'-' * 72}\n")
        sys.stdout.flush()
