"""How one list is to be read, decided once by reading it through, then kept with the import."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from groups.lists.column_names import Column
from groups.lists.columns import map_columns, recognise_column
from groups.lists.dates import DateOrder, find_date_order
from groups.lists.dialect import find_dialect
from groups.lists.encoding import find_encoding
from groups.lists.file_kind import HEAD_BYTES, FileKind, recognise_file
from groups.lists.names import one_line
from groups.lists.refusal import OpenFile, unreadable
from groups.lists.text_rows import Row, text_rows
from groups.lists.xlsx_rows import xlsx_rows


@dataclass(frozen=True)
class Layout:
    """Nothing in it is personal. `rows` counts the rows after the header, good or bad;
    `ignored` names the columns that were not understood."""

    kind: FileKind
    encoding: str
    delimiter: str
    header_line: int
    width: int
    columns: dict[Column, int]
    ignored: tuple[str, ...]
    date_order: DateOrder
    rows: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Layout":
        return cls(
            **{
                **data,
                "kind": FileKind(data["kind"]),
                "columns": {Column(name): at for name, at in data["columns"].items()},
                "ignored": tuple(data["ignored"]),
                "date_order": DateOrder(data["date_order"]),
            }
        )


def survey(open_file: OpenFile, name: str) -> Layout:
    """Reads the whole list once, keeps nothing, and says how to read it.

    Everything that makes a whole file unusable is found here, before a row is written.
    Raises Invalid, UnsupportedMedia or TooLarge with the place and what to do.
    """
    with closing(open_file()) as file:
        kind = recognise_file(file.read(HEAD_BYTES), name)
    if kind is FileKind.XLSX:
        return _survey_xlsx(open_file)
    encoding = find_encoding(open_file)
    dialect = find_dialect(open_file, encoding)
    rows = text_rows(open_file, encoding=encoding, delimiter=dialect.delimiter)
    return _survey_rows(rows, FileKind.TEXT, encoding, dialect.delimiter, dialect.header_line)


def list_rows(open_file: OpenFile, layout: Layout) -> Generator[Row, None, None]:
    """(line, cells) of every row after the header."""
    for line, cells in _all_rows(open_file, layout):
        if line > layout.header_line:
            yield line, cells


def _all_rows(open_file: OpenFile, layout: Layout) -> Generator[Row, None, None]:
    if layout.kind is FileKind.XLSX:
        return xlsx_rows(open_file)
    return text_rows(open_file, encoding=layout.encoding, delimiter=layout.delimiter)


def _survey_xlsx(open_file: OpenFile) -> Layout:
    with closing(xlsx_rows(open_file)) as rows:
        header_line = next((line for line, cells in rows if any(map(str.strip, cells))), None)
    if header_line is None:
        raise unreadable("empty_file", "The first sheet of this workbook is empty.")
    return _survey_rows(xlsx_rows(open_file), FileKind.XLSX, "", "", header_line)


def _survey_rows(
    rows: Generator[Row, None, None],
    kind: FileKind,
    encoding: str,
    delimiter: str,
    header_line: int,
) -> Layout:
    with closing(rows):
        header = next(cells for line, cells in rows if line == header_line)
        columns = map_columns(header)
        counter = _Counter(rows, columns.get(Column.SIGNED_AT))
        order = find_date_order(counter.dates())
    return Layout(
        kind=kind,
        encoding=encoding,
        delimiter=delimiter,
        header_line=header_line,
        width=len(header),
        columns=columns,
        ignored=tuple(
            one_line(name, 60) for name in header if name.strip() and not recognise_column(name)
        ),
        date_order=order,
        rows=counter.rows,
    )


class _Counter:
    """Counts rows while their dates pass by."""

    def __init__(self, rows: Iterator[Row], date_column: int | None) -> None:
        self._rows = rows
        self._column = date_column
        self.rows = 0

    def dates(self) -> Iterator[str]:
        column = self._column
        for _, cells in self._rows:
            self.rows += 1
            if column is not None and column < len(cells):
                yield cells[column]
