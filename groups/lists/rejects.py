"""Rows that cannot be used: a stable code, a sentence for people, and the CSV that returns them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from core.spreadsheet import safe_cell

REASONS = {
    "email.blank": "There is no e-mail address, and no name with street and ZIP code instead.",
    "email.invalid": "This is not an e-mail address.",
    "email.domain": "The part after the @ is not a domain name.",
    "email_sha256.blank": "There is no hash.",
    "email_sha256.invalid": "A SHA-256 hash has 64 digits from 0 to 9 and a to f.",
    "hash_alone": "A member list needs a person; a hash alone names nobody.",
    "paper.incomplete": "A row without e-mail needs a name, a street and a ZIP code.",
    "column_count": "This row does not have as many cells as the first line.",
    "null_char": "This row holds a NUL character.",
}
# Line, code and cells of a rejected row.
RejectedCells = tuple[int, str, Sequence[str]]
HEADER = ("line", "code", "reason")


class RowRejected(ValueError):
    """A row that names nobody or is damaged. `code` is a key of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rejects_csv(rows: Iterable[RejectedCells]) -> Iterator[bytes]:
    """A CSV in UTF-8 with its mark: line, code, reason, then the row's cells as they came.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    yield b"\xef\xbb\xbf" + _line(HEADER)
    for line, code, cells in rows:
        yield _line([str(line), code, REASONS[code], *map(safe_cell, cells)])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")
