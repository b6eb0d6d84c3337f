"""What separates the cells of a text list, judged by how its first line reads best."""

import io
import re
from contextlib import closing
from dataclasses import dataclass

from django.utils.translation import gettext

from groups.lists.columns import recognised
from groups.lists.refusal import OpenFile, unreadable
from groups.lists.text_rows import text_rows

DELIMITERS = ",;\t|"
_HEAD_CHARACTERS = 64 * 1024
_SAID = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_FIXED_WIDTH = re.compile(r"\S {2,}\S")


@dataclass(frozen=True)
class Dialect:
    """`header` is the first record; it stands in line `header_line`."""

    delimiter: str
    header: tuple[str, ...]
    header_line: int


def find_dialect(open_file: OpenFile, encoding: str) -> Dialect:
    """The delimiter that makes most sense of the first line. Raises Invalid (delimiter)."""
    with closing(io.TextIOWrapper(open_file(), encoding=encoding, newline="")) as text:
        first = text.readline(_HEAD_CHARACTERS)
    said = _SAID.fullmatch(first)
    if said:  # as Excel writes above the header
        return _read_with(open_file, encoding, said[1], skip=1)
    readings = [
        _read_with(open_file, encoding, delimiter, skip=0)
        for delimiter in DELIMITERS
        if delimiter in first or delimiter == ","
    ]
    best = max(readings, key=lambda dialect: (recognised(dialect.header), len(dialect.header)))
    if len(best.header) == 1 and len(_FIXED_WIDTH.findall(best.header[0])) > 1:
        raise unreadable(
            "delimiter",
            gettext("Columns of fixed width are not understood. Save the list as CSV with commas."),
        )
    return best


def _read_with(open_file: OpenFile, encoding: str, delimiter: str, skip: int) -> Dialect:
    rows = text_rows(open_file, encoding=encoding, delimiter=delimiter)
    with closing(rows):
        for line, cells in rows:
            if skip:
                skip -= 1
                continue
            return Dialect(delimiter, tuple(cell.strip() for cell in cells), line)
    raise unreadable("empty_file", gettext("This file has no line with column names."))
