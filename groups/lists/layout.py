"""How one list is to be read, decided once by reading it through, then kept with the import."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext

from groups.lists.chosen_columns import NameColumns
from groups.lists.column_names import Column
from groups.lists.columns import is_understood, map_columns, recognise_column
from groups.lists.dates import DateOrder, find_date_order
from groups.lists.dialect import find_dialect
from groups.lists.encoding import find_encoding
from groups.lists.file_kind import HEAD_BYTES, FileKind, recognise_file
from groups.lists.names import one_line
from groups.lists.refusal import OpenFile, unreadable
from groups.lists.text_rows import Row, text_rows
from groups.lists.xlsx_rows import xlsx_rows

HEADER_CHARACTERS = 60


@dataclass(frozen=True)
class Layout:
    """Nothing in it is personal. `rows` counts the rows after the header, good or bad;
    `ignored` names the columns that were not understood. Without `columns` nobody knows yet what
    the list holds; `version` grows each time somebody says so by hand."""

    kind: FileKind
    encoding: str
    delimiter: str
    header_line: int
    width: int
    columns: dict[Column, int]
    ignored: tuple[str, ...]
    date_order: DateOrder
    rows: int
    version: int = 0

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


def survey(open_file: OpenFile, name: str, name_columns: NameColumns = map_columns) -> Layout:
    """Reads the whole list once, keeps nothing, and says how to read it.

    `name_columns` says what the columns of the header hold. Everything that makes a whole file
    unusable is found here, before a row is written. Raises Invalid, UnsupportedMedia or TooLarge
    with the place and what to do, and what `name_columns` raises.
    """
    with closing(open_file()) as file:
        kind = recognise_file(file.read(HEAD_BYTES), name)
    if kind is FileKind.XLSX:
        return _survey_xlsx(open_file, name_columns)
    encoding = find_encoding(open_file)
    dialect = find_dialect(open_file, encoding)
    rows = text_rows(open_file, encoding=encoding, delimiter=dialect.delimiter)
    known = _Known(FileKind.TEXT, encoding, dialect.delimiter, dialect.header_line)
    return _survey_rows(rows, known, name_columns)


def rename_columns(open_file: OpenFile, layout: Layout, columns: dict[Column, int]) -> Layout:
    """The same list with its columns as somebody named them: the next version of its layout."""
    order, dates = layout.date_order, columns.get(Column.SIGNED_AT)
    if dates is not None and dates != layout.columns.get(Column.SIGNED_AT):
        with closing(list_rows(open_file, layout)) as rows:
            order = find_date_order(_Counter(rows, dates).dates())
    return replace(
        layout,
        columns=columns,
        ignored=_ignored(list_header(open_file, layout), columns),
        date_order=order,
        version=layout.version + 1,
    )


def list_header(open_file: OpenFile, layout: Layout) -> list[str]:
    """The names in the header, one for each column, each fit for one line. Reads no further."""
    with closing(_all_rows(open_file, layout)) as rows:
        header = next(cells for line, cells in rows if line == layout.header_line)
    return [one_line(name, HEADER_CHARACTERS) for name in header]


def list_rows(open_file: OpenFile, layout: Layout) -> Generator[Row, None, None]:
    """(line, cells) of every row after the header."""
    for line, cells in _all_rows(open_file, layout):
        if line > layout.header_line:
            yield line, cells


def _all_rows(open_file: OpenFile, layout: Layout) -> Generator[Row, None, None]:
    if layout.kind is FileKind.XLSX:
        return xlsx_rows(open_file)
    return text_rows(open_file, encoding=layout.encoding, delimiter=layout.delimiter)


class _Known(NamedTuple):
    """What is known of a file before its rows are read."""

    kind: FileKind
    encoding: str
    delimiter: str
    header_line: int


def _survey_xlsx(open_file: OpenFile, name_columns: NameColumns) -> Layout:
    with closing(xlsx_rows(open_file)) as rows:
        header_line = next((line for line, cells in rows if any(map(str.strip, cells))), None)
    if header_line is None:
        raise unreadable("empty_file", gettext("The first sheet of this workbook is empty."))
    known = _Known(FileKind.XLSX, "", "", header_line)
    return _survey_rows(xlsx_rows(open_file), known, name_columns)


def _survey_rows(
    rows: Generator[Row, None, None], known: _Known, name_columns: NameColumns
) -> Layout:
    with closing(rows):
        header = next(cells for line, cells in rows if line == known.header_line)
        columns = name_columns(header)
        counter = _Counter(rows, columns.get(Column.SIGNED_AT))
        order = find_date_order(counter.dates())
    return Layout(
        **known._asdict(),
        width=len(header),
        columns=columns,
        ignored=_ignored(header, columns),
        date_order=order,
        rows=counter.rows,
    )


def _ignored(header: Sequence[str], columns: Mapping[Column, int]) -> tuple[str, ...]:
    """The columns that nothing is known of; none where the header may be no header at all: it is
    kept in the clear."""
    if not is_understood(header):
        return ()
    used = set(columns.values())
    return tuple(
        one_line(name, HEADER_CHARACTERS)
        for at, name in enumerate(header)
        if name.strip() and at not in used and not recognise_column(name)
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
