"""Rows of a CSV or TSV, streamed with the line each begins on."""

import csv
import io
from collections.abc import Generator
from contextlib import closing

from django.utils.translation import gettext

from groups.lists.refusal import OpenFile, unreadable

# The csv module refuses a field of more than 128 Ki characters (csv.field_size_limit).
LINE_CHARACTERS = 1 << 20
Row = tuple[int, list[str]]


def text_rows(open_file: OpenFile, *, encoding: str, delimiter: str) -> Generator[Row, None, None]:
    """(line, cells) of each record; empty lines are left out. CRLF, CR and LF end a line.

    Raises Invalid: unterminated_quote, field_too_long, both with the line.
    """
    lines = _Lines(open_file, encoding)
    with closing(lines):
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        line = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                raise _too_long(line, reader.line_num) from None
            if cells is None:
                return
            if lines.ended:  # the record asked for one more line and there was none
                raise _unterminated(line)
            if cells:
                yield line, cells
            line = reader.line_num + 1


class _Lines:
    """Lines of bounded length, and whether someone asked for more than there are."""

    def __init__(self, open_file: OpenFile, encoding: str) -> None:
        self._text = io.TextIOWrapper(open_file(), encoding=encoding, newline="")
        self._number = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LINE_CHARACTERS)
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        if len(line) == LINE_CHARACTERS:
            raise _too_long(self._number, self._number)
        return line

    def close(self) -> None:
        self._text.close()


def _unterminated(line: int) -> Exception:
    return unreadable(
        "unterminated_quote",
        gettext("A quotation mark opened in line %(line)s is never closed. Close it or remove it.")
        % {"line": line},
    )


def _too_long(first: int, last: int) -> Exception:
    """A field that ran over many lines to its limit is a quote left open."""
    if last > first + 100:
        return _unterminated(first)
    return unreadable(
        "field_too_long",
        gettext("A field in line %(first)s is too long: 131,072 characters at most.")
        % {"first": first},
    )
