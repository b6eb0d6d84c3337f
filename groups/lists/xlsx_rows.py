"""Rows of the first sheet of an Excel workbook, as text, with their row numbers."""

import io
import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from django.utils.translation import gettext
from python_calamine import CalamineError, CalamineWorkbook

from core.errors import MusterError
from groups.lists.refusal import OpenFile, too_large, wrong_kind
from groups.lists.text_rows import Row

WORKBOOK_BYTES = 64 << 20
UNPACKED_BYTES = 1 << 30
CELLS = 20_000_000
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TYPED_PLACE = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"[^>]*\bt="(?:s|str|inlineStr)"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_OVERLAP = 256


def xlsx_rows(open_file: OpenFile) -> Generator[Row, None, None]:
    """(row number, cells as text) of the first sheet, every row down to the last typed one.

    Raises Invalid, UnsupportedMedia and TooLarge. A reader of sheets keeps a whole grid in
    memory, so the corners are looked at first: one cell far out must not ask for terabytes.
    """
    with closing(open_file()) as file:
        packed = file.read(WORKBOOK_BYTES + 1)
    if len(packed) > WORKBOOK_BYTES:
        raise too_large(gettext("This workbook is larger than 64 MB. Save the list as CSV."))
    last_typed = _last_typed_row(packed)
    sheet = _first_sheet(packed)
    width, last = 0, 0
    for last, cells in enumerate(sheet, start=1):
        width = len(cells)
        yield last, [_text(cell) for cell in cells]
    for blank in range(last + 1, last_typed + 1):
        yield blank, [""] * width


def sheet_names(open_file: OpenFile) -> list[str]:
    """The names of the sheets of a workbook that `xlsx_rows` could read, in their order."""
    with closing(open_file()) as file:
        return list(CalamineWorkbook.from_filelike(file).sheet_names)


def _first_sheet(packed: bytes) -> Iterator[list[Any]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_index(0)
        if sheet.start is None:
            return
        left = [""] * sheet.start[1]
        for row in sheet.iter_rows():
            yield left + row
    except GeneratorExit:
        raise
    except BaseException as error:
        # The reader is Rust: on some damaged files it panics, and a panic is no Exception.
        if isinstance(error, CalamineError | IndexError) or _is_panic(error):
            raise wrong_kind(
                gettext("This workbook is damaged. Save it again, or as CSV.")
            ) from error
        raise


def _is_panic(error: BaseException) -> bool:
    return type(error).__name__ == "PanicException"


def _last_typed_row(packed: bytes) -> int:
    """The last row that holds text, even empty text, in any sheet that could be the first.

    A row typed as blank is a row of the list; one that is only formatted is not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise wrong_kind(gettext("This file is a ZIP archive, not an Excel workbook."))
            if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
                raise too_large(
                    gettext("This workbook unpacks to more than 1 GB. Save the list as CSV.")
                )
            sheets = [entry for entry in entries if _SHEET.fullmatch(entry.filename)]
            corners = [_corners(archive.open(entry)) for entry in sheets]
    except MusterError:
        raise
    except Exception as error:  # zipfile has no one error for damage: nine kinds were seen
        raise wrong_kind(gettext("This workbook is damaged or locked with a password.")) from error
    if any(rows * columns > CELLS for rows, columns, _ in corners):
        raise too_large(
            gettext("This sheet spans too many rows and columns. Save the list as CSV.")
        )
    return corners[0][2] if len(corners) == 1 else 0


def _corners(sheet: IO[bytes]) -> tuple[int, int, int]:
    """(last row, last column, last row with a text cell), all counted from 1."""
    rows = columns = typed = unpacked = 0
    tail = b""
    with closing(sheet):
        while piece := sheet.read(1 << 20):
            unpacked += len(piece)
            if unpacked > UNPACKED_BYTES:
                raise too_large(
                    gettext("This sheet unpacks to more than 1 GB. Save the list as CSV.")
                )
            piece = tail + piece
            places = _PLACE.findall(piece)
            rows = max(rows, max((int(row) for _, row in places), default=0))
            columns = max(
                columns, max((_number(name) for name in {n for n, _ in places}), default=0)
            )
            typed = max(typed, max(map(int, _TYPED_PLACE.findall(piece)), default=0))
            tail = piece[-_OVERLAP:]
    return rows, columns, typed


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(int(cell.total_seconds())) if isinstance(cell, timedelta) else str(cell)
