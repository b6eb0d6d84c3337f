"""Rows that cannot be used: a stable code, a sentence for people, and the CSV that returns them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_noop

from core.spreadsheet import safe_cell

REASONS = {
    "email.blank": gettext_noop(
        "There is no e-mail address, and no name with street and ZIP code instead."
    ),
    "email.invalid": gettext_noop("This is not an e-mail address."),
    "email.domain": gettext_noop("The part after the @ is not a domain name."),
    "email_sha256.blank": gettext_noop("There is no hash."),
    "email_sha256.invalid": gettext_noop("A SHA-256 hash has 64 digits from 0 to 9 and a to f."),
    "hash_alone": gettext_noop("A member list needs a person; a hash alone names nobody."),
    "paper.incomplete": gettext_noop("A row without e-mail needs a name, a street and a ZIP code."),
    "column_count": gettext_noop("This row does not have as many cells as the first line."),
    "null_char": gettext_noop("This row holds a NUL character."),
    "date.future": gettext_noop("This signing date lies in the future."),
}
# Line, code and cells of a rejected row.
RejectedCells = tuple[int, str, Sequence[str]]
HEADER = ("line", "code", "reason")


class RowRejected(ValueError):
    """A row that names nobody or is damaged. `code` is a key of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rejects_csv(rows: Iterable[RejectedCells], header: Sequence[str]) -> Iterator[bytes]:
    """A CSV in UTF-8 with its mark: line, code, reason, then the row's cells as they came under
    the names of the list's own columns, so that it can be corrected and handed in again.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    yield b"\xef\xbb\xbf" + _line([*HEADER, *map(safe_cell, header)])
    for line, code, cells in rows:
        yield _line([str(line), code, REASONS[code], *map(safe_cell, cells)])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")
