"""Columns that a person names by hand, and what is refused of what they say."""

import io

import pytest

from core.errors import Invalid
from groups.lists.chosen_columns import choose_columns, columns_chosen, map_columns_if_clear
from groups.lists.column_names import Column
from groups.lists.columns import map_columns
from groups.lists.dates import DateOrder
from groups.lists.label import short_file_name
from groups.lists.layout import list_head, list_rows, rename_columns, survey
from groups.lists.rejects import rejects_csv

UNKNOWN = "wer,Tag,wo\nana@example.org,31/12/2025,Oakland\n"


def opened(text: str = UNKNOWN) -> io.BytesIO:
    return io.BytesIO(text.encode())


def test_columns_are_named_by_number() -> None:
    chosen = {1: "email", 2: "", 3: "city"}
    assert choose_columns(chosen, width=3) == {Column.EMAIL: 0, Column.CITY: 2}


@pytest.mark.parametrize(
    ("chosen", "errors"),
    [
        ({1: "email", 2: "email"}, [("columns-2", "duplicate_field")]),
        ({1: "email", 4: "city"}, [("columns-4", "unknown_column")]),
        ({0: "email"}, [("columns-0", "unknown_column")]),
        ({1: "role", 2: "email"}, [("columns-1", "unknown_field")]),
        ({1: "email", 2: "comment"}, [("columns-2", "unknown_field")]),
        ({1: "city"}, [("columns", "missing_field")]),
        ({1: "name", 2: "street"}, [("columns", "missing_field")]),
        ({}, [("columns", "missing_field")]),
    ],
)
def test_what_cannot_be_is_said_column_by_column(
    chosen: dict[int, str], errors: list[tuple[str, str]]
) -> None:
    fields = tuple(column for column in Column if column is not Column.COMMENT)
    with pytest.raises(Invalid) as raised:
        choose_columns(chosen, width=3, fields=fields)
    assert [(error.field, error.code) for error in raised.value.errors] == errors


def test_a_header_that_says_nothing_is_left_to_a_person() -> None:
    assert map_columns_if_clear(["wer", "wo"]) == {}
    assert map_columns_if_clear(["email", "E-Mail"]) == {}
    assert map_columns_if_clear(["email", "wo"]) == {Column.EMAIL: 0}
    assert map_columns_if_clear(["Ana Castillo", "ana@example.org"]) == {}
    with pytest.raises(Invalid, match="The first line must name"):
        map_columns(["Ana Castillo", "ana@example.org"])


def test_a_person_in_the_first_line_is_a_row_like_any_other() -> None:
    text = "ana@example.org,13/2/2026\nbo@example.org,1/2/2026\n"
    found = survey(lambda: opened(text), "list.csv", map_columns_if_clear)
    assert (found.headed, found.rows, found.ignored) == (False, 2, ())
    head = list_head(lambda: opened(text), found, size=1)
    assert (head.header, head.rows) == (["", ""], [(1, ["ana@example.org", "13/2/2026"])])
    columns = {Column.EMAIL: 0, Column.SIGNED_AT: 1}
    named = rename_columns(lambda: opened(text), found, columns)
    assert (named.rows, named.date_order) == (2, DateOrder.DAY_FIRST)
    assert [line for line, _ in list_rows(lambda: opened(text), named)] == [1, 2]
    other = rename_columns(lambda: opened(text), named, columns, headed=True)
    assert (other.rows, other.date_order, other.version) == (1, DateOrder.MONTH_FIRST, 2)
    said = survey(lambda: opened(text), "list.csv", columns_chosen({1: "email"}))
    assert (said.headed, said.rows) == (False, 2)


def test_rejected_rows_that_come_back_are_read_by_their_own_columns() -> None:
    cells = ["bo@example.org", "=1+1", "why not"]
    file = b"".join(rejects_csv([(7, "email.invalid", cells)], ["email", "name", "reason"]))
    layout = survey(lambda: io.BytesIO(file), "rejects.csv")
    assert (layout.returned, layout.ignored) == (True, ())
    assert layout.columns == {Column.EMAIL: 3, Column.NAME: 4, Column.COMMENT: 5}
    rows = list(list_rows(lambda: io.BytesIO(file), layout))
    assert [row[3:] for _, row in rows] == [cells]


def test_a_file_keeps_a_short_name() -> None:
    long = "x" * 80 + ".xlsx"
    names = ["C:\\lists\\river.csv", "/tmp/no\nending", long]
    assert [short_file_name(name) for name in names] == [
        "river.csv",
        "no ending",
        "x" * 54 + "….xlsx",
    ]


def test_a_list_is_read_as_its_columns_were_named() -> None:
    unclear = survey(opened, "list.csv", map_columns_if_clear)
    assert (unclear.columns, unclear.ignored, unclear.rows, unclear.version) == ({}, (), 1, 0)
    assert list_head(opened, unclear, size=0).header == ["wer", "Tag", "wo"]
    columns = {Column.EMAIL: 0, Column.SIGNED_AT: 1}
    named = rename_columns(opened, unclear, columns)
    assert (named.columns, named.ignored, named.version) == (columns, (), 1)
    assert (unclear.date_order, named.date_order) == (
        DateOrder.MONTH_FIRST,
        DateOrder.DAY_FIRST,
    )
    assert list(list_rows(opened, named)) == [(2, ["ana@example.org", "31/12/2025", "Oakland"])]
    at_once = survey(opened, "list.csv", columns_chosen({1: "email", 2: "signed_at"}))
    assert (at_once.columns, at_once.date_order) == (columns, DateOrder.DAY_FIRST)


def test_columns_that_nobody_chose_are_named_where_the_others_are_clear() -> None:
    text = "email,Farbe,Ort,Note\na@example.org,red,Bonn,x\n"
    clear = survey(lambda: opened(text), "list.csv")
    named = rename_columns(lambda: opened(text), clear, {Column.EMAIL: 0, Column.COMMENT: 3})
    assert (clear.ignored, named.ignored) == (("Farbe", "Note"), ("Farbe",))
