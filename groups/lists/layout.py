"""How one list is to be read, decided once by reading it through, then kept with the import."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from typing import Any, NamedTuple

from django.utils.translation import gettext

from core.spreadsheet import plain_cell
from groups.lists.chosen_columns import NameColumns, holds_address
from groups.lists.column_names import Column
from groups.lists.columns import is_understood, map_columns, recognise_column, returned_columns
from groups.lists.dates import DateOrder, find_date_order
from groups.lists.dialect import find_dialect
from groups.lists.encoding import find_encoding
from groups.lists.file_kind import HEAD_BYTES, FileKind, recognise_file
from groups.lists.names import one_line
from groups.lists.refusal import OpenFile, unreadable
from groups.lists.text_rows import Row, text_rows
from groups.lists.xlsx_rows import sheet_names, xlsx_rows

HEADER_CHARACTERS = 60


@dataclass(frozen=True)
class Layout:
    """Nothing in it is personal. `rows` counts the rows about people, good or bad; `ignored`
    names the columns that were not understood. Without `columns` nobody knows yet what the list
    holds; `version` grows each time somebody says so by hand. Where the list is not `headed`, its
    first line is a person as well. `returned` are rejected rows that come back corrected. `sheet`
    is the one of a workbook that is read, and `more_sheets` how many are not."""

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
    headed: bool = True
    returned: bool = False
    sheet: str = ""
    more_sheets: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def is_as(self, columns: Mapping[Column, int], *, headed: bool | None) -> bool:
        """Whether its columns, and its first line where something is said of it, are so already."""
        return self.columns == columns and headed in (None, self.headed)

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


def rename_columns(
    open_file: OpenFile, layout: Layout, columns: dict[Column, int], *, headed: bool | None = None
) -> Layout:
    """The same list with its columns as somebody named them, who may also have said whether its
    first line names them: the next version of its layout."""
    headed = layout.headed if headed is None else headed
    new = replace(
        layout,
        columns=columns,
        headed=headed,
        rows=layout.rows + layout.headed - headed,
        returned=headed and layout.returned,
        version=layout.version + 1,
    )
    order, dates = layout.date_order, columns.get(Column.SIGNED_AT)
    is_known = dates == layout.columns.get(Column.SIGNED_AT) and headed == layout.headed
    if dates is not None and not is_known:
        with closing(list_rows(open_file, new)) as rows:
            order = find_date_order(_Counter(rows, dates).dates())
    header = list_head(open_file, new, size=0).header
    return replace(new, ignored=_ignored(header, columns), date_order=order)


class Head(NamedTuple):
    """How a list begins: the cells of its first line, the names of its columns (empty where the
    first line is a person), each fit for one line, and the first rows about people."""

    first: list[str]
    header: list[str]
    rows: list[Row]


def list_head(open_file: OpenFile, layout: Layout, *, size: int) -> Head:
    """The first line and the first `size` rows. Reads no further."""
    with closing(_all_rows(open_file, layout)) as all_rows:
        line, cells = next(row for row in all_rows if row[0] == layout.header_line)
        rows = [] if layout.headed else [(line, cells)]
        rows += islice(all_rows, max(size - len(rows), 0))
    first = [one_line(cell, HEADER_CHARACTERS) for cell in cells]
    return Head(first, first if layout.headed else [""] * layout.width, _as_meant(rows, layout))


def list_rows(open_file: OpenFile, layout: Layout) -> Generator[Row, None, None]:
    """(line, cells) of every row about a person."""
    begin = layout.header_line + layout.headed
    for line, cells in _all_rows(open_file, layout):
        if line >= begin:
            yield line, [plain_cell(cell) for cell in cells] if layout.returned else cells


def _as_meant(rows: list[Row], layout: Layout) -> list[Row]:
    if not layout.returned:
        return rows
    return [(line, [plain_cell(cell) for cell in cells]) for line, cells in rows]


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
    sheet: str = ""
    more_sheets: int = 0


def _survey_xlsx(open_file: OpenFile, name_columns: NameColumns) -> Layout:
    with closing(xlsx_rows(open_file)) as rows:
        header_line = next((line for line, cells in rows if any(map(str.strip, cells))), None)
    if header_line is None:
        raise unreadable("empty_file", gettext("The first sheet of this workbook is empty."))
    sheet, *more = sheet_names(open_file)
    sheet = one_line(sheet, HEADER_CHARACTERS)
    known = _Known(FileKind.XLSX, "", "", header_line, sheet if more else "", len(more))
    return _survey_rows(xlsx_rows(open_file), known, name_columns)


def _survey_rows(
    rows: Generator[Row, None, None], known: _Known, name_columns: NameColumns
) -> Layout:
    with closing(rows):
        header = next(cells for line, cells in rows if line == known.header_line)
        columns = name_columns(header)
        headed = is_understood(header) or not holds_address(header)
        people = rows if headed else chain([(known.header_line, header)], rows)
        counter = _Counter(people, columns.get(Column.SIGNED_AT))
        order = find_date_order(counter.dates())
    return Layout(
        **known._asdict(),
        width=len(header),
        columns=columns,
        ignored=_ignored(header, columns),
        date_order=order,
        rows=counter.rows,
        headed=headed,
        returned=returned_columns(header) > 0,
    )


def _ignored(header: Sequence[str], columns: Mapping[Column, int]) -> tuple[str, ...]:
    """The columns that nothing is known of; none where the header may be no header at all: it is
    kept in the clear."""
    if not is_understood(header):
        return ()
    used = {*columns.values(), *range(returned_columns(header))}
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
