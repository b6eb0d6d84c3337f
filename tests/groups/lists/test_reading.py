"""Whole lists: encodings, delimiters, line ends, workbooks, and files that are no lists."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import MusterError
from groups.lists.layout import Layout, list_rows, survey
from groups.lists.refusal import OpenFile

HEADER = ["Name", "E-Mail", "ZIP"]
ROWS = [["Zoë Ünal", "zoe@example.org", "02139"], ["Ana, Ruiz", "ana@example.org", "10001"]]


def opener(data: bytes) -> OpenFile:
    return lambda: io.BytesIO(data)


def read(data: bytes, name: str = "list.csv") -> tuple[Layout, list[tuple[int, list[str]]]]:
    layout = survey(opener(data), name)
    return layout, list(list_rows(opener(data), layout))


def refused(data: bytes, name: str = "list.csv") -> tuple[int, str, str]:
    with pytest.raises(MusterError) as refusal:
        survey(opener(data), name)
    return refusal.value.status, refusal.value.code, refusal.value.detail


def text(delimiter: str = ",", end: str = "\n", header: list[str] = HEADER) -> str:
    def line(cells: list[str]) -> str:
        return delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells)

    return "".join(line(cells) + end for cells in [header, *ROWS])


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 6, 1, tzinfo=UTC)})  # the same bytes each time
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            (sheet.write_string if isinstance(cell, str) else sheet.write)(number, column, cell)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_every_encoding_of_the_ladder_gives_the_same_rows(encoding: str, found: str) -> None:
    layout, rows = read(text().encode(encoding))
    assert (layout.encoding, [cells for _, cells in rows]) == (found, ROWS)


def test_utf_16_of_either_byte_order_is_read() -> None:
    little = b"\xff\xfe" + text().encode("utf-16-le")
    big = b"\xfe\xff" + text().encode("utf-16-be")
    assert read(little) == read(big)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_sense_of_the_header(delimiter: str) -> None:
    layout, rows = read(text(delimiter).encode())
    assert (layout.delimiter, [cells for _, cells in rows]) == (delimiter, ROWS)


def test_a_separator_said_above_the_header_is_believed() -> None:
    layout, rows = read(b"sep=;\r\nemail;zip\r\na@b.org;10001\r\n")
    assert (layout.delimiter, rows) == (";", [(3, ["a@b.org", "10001"])])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_rows(end: str) -> None:
    assert [cells for _, cells in read(text(end=end).encode())[1]] == ROWS


def test_mixed_line_ends_and_empty_lines_give_the_same_rows_with_their_lines() -> None:
    rows = read(b"email\r\na@b.org\n\n\rc@d.org\r\n\r\ne@f.org")[1]
    assert rows == [(2, ["a@b.org"]), (5, ["c@d.org"]), (7, ["e@f.org"])]


def test_a_quoted_cell_keeps_its_lines_and_the_next_row_its_number() -> None:
    rows = read(b'email,comment\na@b.org,"one\ntwo ""2"""\nc@d.org,\n')[1]
    assert rows == [(2, ["a@b.org", 'one\ntwo "2"']), (4, ["c@d.org", ""])]


def test_a_list_of_column_names_has_no_rows() -> None:
    layout, rows = read(b"first_name,last_name,email\n")
    assert (layout.rows, rows) == (0, [])


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "list.csv", 400, "empty_file"),
        (b"\n\n", "list.csv", 400, "empty_file"),
        (b"emial,zip\na@b.org,10001\n", "list.csv", 400, "missing_header"),
        (b"zip,city\n10001,New York\n", "list.csv", 400, "missing_header"),
        (b"a@b.org,Ann\n", "list.csv", 400, "missing_header"),
        (b"email,email\na,b\n", "list.csv", 400, "duplicate_header"),
        (b"Email,E-mail address\na,b\n", "list.csv", 400, "duplicate_header"),
        (b"email,zip,ZIP\na,b,c\n", "list.csv", 400, "duplicate_header"),
        (b"email      name       zip\na@b.org   Ann   1\n", "list.csv", 400, "delimiter"),
        (text().encode("utf-16-le"), "list.csv", 400, "encoding"),
        (b"\xef\xbb\xbfemail\n\xff@b.org\n", "list.csv", 400, "encoding"),
        (b"email\n\x81@b.org\n", "list.csv", 400, "encoding"),
        (b"email," + b"x," * 600 + b"\n", "list.csv", 400, "too_many_columns"),
        (b"email,comment\na@b.org," + b"x" * 5_000_000, "list.csv", 400, "field_too_long"),
        (b"email,comment\na@b.org," + b"x" * 200_000 + b"\n", "list.csv", 400, "field_too_long"),
        (b"PK\x03\x04rest", "list.csv", 415, "magic_bytes"),
        (b"PK\x03\x04rest", "list.xlsx", 415, "magic_bytes"),
        (b"\x1f\x8brest", "list.csv", 415, "magic_bytes"),
        (b"%PDF-1.7", "list.csv", 415, "magic_bytes"),
        (b"<!DOCTYPE html><table>", "list.csv", 415, "magic_bytes"),
        (b"  <html><table>", "list.csv", 415, "magic_bytes"),
        (b"\xd0\xcf\x11\xe0rest", "list.xls", 415, "magic_bytes"),
        (b"email\na@b.org\n", "list.xlsx", 415, "magic_bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    data: bytes, name: str, status: int, code: str
) -> None:
    assert refused(data, name)[:2] == (status, code)


def test_a_workbook_named_csv_is_refused() -> None:
    assert refused(workbook([["email"], ["a@b.org"]]), "list.csv")[:2] == (415, "magic_bytes")


def test_a_misspelt_column_gets_the_likely_spelling() -> None:
    assert "Did you mean “email” where it says “emial”?" in refused(b"emial,name\nx,y\n")[2]


@pytest.mark.parametrize("rows_after", [3, 40_000])
def test_a_quote_left_open_is_named_with_its_line(rows_after: int) -> None:
    good = b"a@b.org,fine\n"
    data = b"email,comment\n" + good * 8 + b'a@b.org,"oh\n' + good * rows_after
    assert refused(data) == (
        400,
        "unterminated_quote",
        "A quotation mark opened in line 10 is never closed. Close it or remove it.",
    )


def test_a_late_bad_byte_in_utf_8_refuses_the_whole_list() -> None:
    good = "Zoë,zoe@example.org\n".encode() * 50_000
    data = b"name,email\n" + good + b"Zo\xff,z@example.org\n"
    status, code, detail = refused(data)
    assert (status, code) == (400, "encoding")
    offset = data.index(b"\xff")
    assert f"byte {offset} of it is damaged" in detail


def test_two_lists_of_different_encodings_in_one_file_are_refused_with_the_place() -> None:
    latin = "José Ñandú,b@b.org\n".encode("cp1252") * 9
    data = b"name,email\n" + "José Ñandú,a@b.org\n".encode() + latin
    status, code, detail = refused(data)
    assert (status, code) == (400, "encoding")
    assert f"byte {data.index(b'Jos' + bytes([0xE9])) + 3} of it is damaged" in detail


def test_a_capital_before_a_quotation_mark_is_windows_1252() -> None:
    data = b"name,email,comment\n" + "Ann,a@b.org,“CAFÉ”\n".encode("cp1252")
    layout, rows = read(data)
    assert (layout.encoding, rows) == ("cp1252", [(2, ["Ann", "a@b.org", "“CAFÉ”"])])


def test_a_late_letter_of_windows_1252_makes_the_whole_list_windows_1252() -> None:
    data = b"name,email\n" + b"Ann,a@b.org\n" * 200_000 + "Zoë,z@b.org\n".encode("cp1252")
    layout, rows = read(data)
    assert (layout.encoding, rows[-1]) == ("cp1252", (200_002, ["Zoë", "z@b.org"]))


def test_a_workbook_gives_the_rows_of_the_same_csv() -> None:
    rows = [["Full name", "Street", "Zip"], ["Zoë", "1 St", "02139"], ["", "", ""], ["", "?", ""]]
    layout, found = read(workbook([*rows, ["", "", ""]]), "list.xlsx")
    assert layout.rows == 4
    assert found == [(2, rows[1]), (3, rows[2]), (4, rows[3]), (5, ["", "", ""])]


def test_numbers_and_empty_margins_of_a_workbook_are_read_as_text() -> None:
    rows: list[list[object]] = [[], [None, "email", "zip", "ok"], [None, "a@b.org", 2139, True]]
    found = read(workbook(rows), "list.xlsx")[1]
    assert found == [(3, ["", "a@b.org", "2139", "yes"])]


def test_a_cell_far_out_does_not_ask_for_the_memory_between() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "email")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert refused(out.getvalue(), "list.xlsx")[:2] == (413, "too_large")


def test_a_layout_outlives_its_process() -> None:
    layout = survey(opener(text(";").encode("cp1252")), "list.csv")
    assert Layout.from_json(layout.as_json()) == layout


def answers_clearly(data: bytes, name: str) -> bool:
    """Whether the file is read through, or refused with a status and words."""
    try:
        layout = survey(opener(data), name)
    except MusterError as refusal:
        return refusal.status in {400, 413, 415} and bool(refusal.detail)
    return len(list(list_rows(opener(data), layout))) == layout.rows


@given(st.binary(max_size=300), st.sampled_from(["list.csv", "list.xlsx", ""]))
def test_any_bytes_are_read_or_refused_with_words(data: bytes, name: str) -> None:
    assert answers_clearly(data, name)


@given(
    st.binary(max_size=200), st.sampled_from([b"email,comment\n", b"\xff\xfee\0m\0a\0i\0l\0\n\0"])
)
def test_any_bytes_behind_a_good_header_are_read_or_refused(data: bytes, header: bytes) -> None:
    assert answers_clearly(header + data, "list.csv")


@settings(max_examples=50)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(workbook([["email"], ["a@b.org"]]))
    for _ in range(data.draw(st.integers(1, 8))):
        good[data.draw(st.integers(4, len(good) - 1))] = data.draw(st.integers(0, 255))
    assert answers_clearly(bytes(good), "list.xlsx")


def test_reading_closes_what_it_opened() -> None:
    opened: list[BinaryIO] = []

    def open_file() -> BinaryIO:
        opened.append(io.BytesIO(text().encode()))
        return opened[-1]

    layout = survey(open_file, "list.csv")
    for _ in list_rows(open_file, layout):
        pass
    assert [file.closed for file in opened] == [True] * len(opened)
