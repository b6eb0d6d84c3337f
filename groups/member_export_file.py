"""Writes people as a file that is safe to open in a spreadsheet program. Pure: no database.

A workbook is put together in memory: written with little memory, xlsxwriter leaves what people
gave in named temporary files, which outlive a process that is killed. So workbooks have a limit,
and CSV has none.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from core.spreadsheet import safe_cell

Cells = Sequence[str]
XLSX_ROWS = 50_000  # 150 bytes a cell while it is put together
PIECE_ROWS = 500
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_file(header: Cells, rows: Iterable[Cells]) -> Iterator[bytes]:
    """UTF-8 with its mark, in pieces; cells that a program would run begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if number % PIECE_ROWS == 0:
            yield _taken(out)
    yield _taken(out)


def xlsx_file(header: Cells, rows: Iterable[Cells]) -> Iterator[bytes]:
    """One sheet of texts, its first row frozen."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet("Members")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True, "bottom": 1}))
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(at, column, safe_cell(cell))
    yield out.getvalue()


def _taken(out: io.StringIO) -> bytes:
    data = out.getvalue().encode("utf-8", "replace")
    out.seek(0)
    out.truncate()
    return data
