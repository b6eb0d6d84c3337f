"""Counts as CSV, XLSX and JSON."""

import json
from pathlib import Path

import xlsxwriter

from petitions.bundle_files.csv_rows import csv_chunks
from petitions.count_files.report import HEADER, Report, Row, as_json, rows

KEYS = HEADER.index("received")
WIDTHS = {"table": 9, "source": 30, "state": 14, "city": 24, "day": 12}


def write_csv(report: Report, path: Path) -> None:
    """UTF-8 with a byte order mark, as the tables of a bundle."""
    with path.open("wb") as file:
        file.writelines(csv_chunks(HEADER, rows(report)))


def write_json(report: Report, path: Path) -> None:
    text = json.dumps(as_json(report), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def write_xlsx(report: Report, path: Path) -> None:
    """One sheet, filterable, its first row frozen. Texts stay texts: no formulas, no links."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), {**options, "constant_memory": True}) as book:
        book.set_properties({"title": report.title, "created": report.as_of.replace(tzinfo=None)})
        sheet = book.add_worksheet("Counts")
        header = book.add_format({"bold": True, "bottom": 1})
        number = book.add_format({"num_format": "#,##0", "align": "right"})
        bold = book.add_format({"num_format": "#,##0", "align": "right", "bold": True})
        for column, name in enumerate(HEADER):
            sheet.set_column(column, column, WIDTHS.get(name, 12))
        sheet.freeze_panes(1, KEYS)
        sheet.write_row(0, 0, HEADER, header)
        last = 0
        for last, row in enumerate(rows(report), start=1):
            _write_row(sheet, last, row, bold if last == 1 else number)
        sheet.autofilter(0, 0, last, len(HEADER) - 1)


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, at: int, row: Row, number: object) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(at, column, value, number)
        elif column < KEYS:
            sheet.write_string(at, column, value)
        else:
            sheet.write_string(at, column, value, number)
