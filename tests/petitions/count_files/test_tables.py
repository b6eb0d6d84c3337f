"""The counts as CSV, XLSX and JSON."""

import csv
import json
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from petitions.count_files.report import HEADER, rows
from petitions.count_files.tables import write_csv, write_json, write_xlsx
from tests.petitions.count_files.reports import a_report

TOTAL = ["total", "", "", "", "", 128, 0, 7, 0, 121, 0, 0, 0, 121, 121]


def test_the_rows_are_the_total_then_sources_states_cities_and_days() -> None:
    table = list(rows(a_report()))
    assert list(table[0]) == TOTAL
    assert [(row[0], row[1], row[2], row[3]) for row in table[1:]] == [
        ("source", "nurses", "", ""),
        ("source", "tenants/=1+1", "", ""),
        ("state", "", "NY", ""),
        ("state", "", "CA", ""),
        ("state", "", "Canada/Ontario", ""),
        ("state", "", "VT", ""),
        ("city", "", "NY", "'=City()"),
        ("city", "", "CA", "'=City()"),
        ("city", "", "Canada/Ontario", "'=City()"),
        ("city", "", "VT", "'=City()"),
        ("day", "", "", ""),
    ]
    counted = HEADER.index("counted")
    assert [row[counted] for row in table[3:7]] == [40, "hidden", 40, "<10"]


def test_csv_holds_every_row_and_opens_in_a_spreadsheet_program(tmp_path: Path) -> None:
    write_csv(a_report(), tmp_path / "counts.csv")
    text = (tmp_path / "counts.csv").read_text(encoding="utf-8-sig")
    table = list(csv.reader(text.splitlines()))
    assert table == [list(HEADER), *([str(value) for value in row] for row in rows(a_report()))]


def test_xlsx_holds_numbers_as_numbers_and_texts_as_texts(tmp_path: Path) -> None:
    write_xlsx(a_report(), tmp_path / "counts.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "counts.xlsx").get_sheet_by_name("Counts")
    assert sheet.to_python() == [list(HEADER), *(list(row) for row in rows(a_report()))]
    with ZipFile(tmp_path / "counts.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), "no formulas"


def test_json_is_the_tally_with_what_it_is_about(tmp_path: Path) -> None:
    write_json(a_report(), tmp_path / "counts.json")
    answer = json.loads((tmp_path / "counts.json").read_text())
    assert (answer["petition"], answer["as_of"]) == ("clinic", "2026-11-22T20:45:00+00:00")
    assert (answer["received"], answer["counted"]) == (128, 121)
    assert answer["by"]["place"]["VT"]["counted"] == "<10"
    assert list(answer["by"]["place"]["NY"]["cities"]) == ["=City()"]
