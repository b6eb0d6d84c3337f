"""Prints letters to standard output, for a developer's eyes."""

import sys
from types import TracebackType
from typing import Self

from core.mail.written_letter import WrittenLetter


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

    def send(self, letter: WrittenLetter) -> None:
        sys.stdout.write(f"{letter.content.decode()}\n{'-' * 72}\n")
        sys.stdout.flush()
