"""Tables of a bundle as CSV: RFC 4180, UTF-8 with a byte order mark.

The mark is there because the people who get a bundle open it in a spreadsheet program, which
without it garbles every name that is not English. Cells are made safe where they are made
(`lines.py`), so that the files, the leaves and the proofs all show the same.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from petitions.bundle_files.lines import Line

NAMES_HEADER = ("number", "signature", "name", "city", "state", "country", "comment")
COUNTS_HEADER = ("country", "state", "city", "listed_by_name", "not_listed")
ROWS_A_CHUNK = 1000


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[bytes]:
    """The table in pieces of some thousand rows; memory is one piece."""
    yield codecs.BOM_UTF8
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for count, row in enumerate(rows, start=1):
        writer.writerow(row)
        if count % ROWS_A_CHUNK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def names_csv(lines: Iterable[Line], *, first_number: int) -> Iterator[bytes]:
    """The names file of one part; numbers are those of the whole bundle, from `first_number`."""
    numbered = enumerate(lines, start=first_number)
    return csv_chunks(
        NAMES_HEADER, ((number, str(line.signature), *line.cells) for number, line in numbered)
    )
