"""The columns of a list at the desk: what each is taken for, and what a person may choose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.models import StoredFile
from groups.lists.column_names import Column
from groups.lists.layout import Head, Layout
from groups.lists.names import one_line
from groups.lists.text_rows import Row
from groups.selectors.member_import_reading import head_of
from pages.desk_form import DeskForm, Input, number_in
from pages.import_words import COLUMNS

_NAME = "columns-{}"
HEADLESS = "headless"
SAMPLE_ROWS = 25  # read for samples: the first ones may be empty in a column
_SAMPLES = 3
_SAMPLE_CHARACTERS = 40
_FIRST_CELLS = 6


@dataclass(frozen=True)
class ColumnLine:
    """One column of the file: its number from 1, its name there, and what it is taken for."""

    number: int
    name: str
    words: str


def column_lines(header: Sequence[str], layout: Layout) -> list[ColumnLine]:
    """Every column in the order of the file; nothing once the file is gone."""
    meanings = {at: column for column, at in layout.columns.items()}
    return [
        ColumnLine(at + 1, name, str(COLUMNS[meanings[at]]) if at in meanings else "")
        for at, name in enumerate(header)
    ]


def _column_inputs(head: Head, form: DeskForm, fields: Collection[Column]) -> list[Input]:
    """A choice for each column, with what its first rows say: what it stands for now, or what was
    chosen last."""
    choices = [("", _("Not used")), *((one.value, str(COLUMNS[one])) for one in fields)]
    return [
        form.input(
            _NAME.format(number),
            name or _("Column %(number)d, without a name") % {"number": number},
            kind="select",
            choices=choices,
            hint=" · ".join(_samples(head.rows, number - 1)) or _("Empty in the first rows"),
        )
        for number, name in enumerate(head.header, start=1)
    ]


def _first_line_input(head: Head, form: DeskForm) -> Input:
    """Whether the first line of the list is a person, who would be lost as names of columns."""
    cells = " · ".join(_cut(cell) for cell in head.first[:_FIRST_CELLS] if cell)
    return form.input(
        HEADLESS,
        _("The first line"),
        kind="checkboxes",
        hint=_("It says: %(cells)s") % {"cells": cells},
        choices=[("yes", _("The first line is a person, not names of columns"))],
    )


def _samples(rows: Sequence[Row], at: int) -> list[str]:
    """Up to three values of the column that differ, each cut to what fits beside a choice."""
    values = (one_line(cells[at], 200) for _line, cells in rows if at < len(cells))
    return [_cut(value) for value in list(dict.fromkeys(filter(None, values)))[:_SAMPLES]]


def _cut(text: str) -> str:
    return text if len(text) <= _SAMPLE_CHARACTERS else f"{text[: _SAMPLE_CHARACTERS - 1]}…"


def present_choices(layout: Layout) -> dict[str, str]:
    """What stands in the form before anybody chose."""
    chosen = {_NAME.format(at + 1): column.value for column, at in layout.columns.items()}
    return chosen if layout.headed else {**chosen, HEADLESS: "yes"}


def choice_in(fields: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """What was chosen, as the services take it: the meanings by the number of the column, the
    version of the columns that the form was about, and whether the first line names them. Raises
    Invalid."""
    chosen = {at: str(fields.get(_NAME.format(at), "")) for at in range(1, layout.width + 1)}
    return {
        "chosen": {at: name for at, name in chosen.items() if name},
        "version": number_in(fields, "version"),
        "headed": HEADLESS not in fields,
    }


def choice_facts(
    file: StoredFile | None, layout: Layout, form: DeskForm, fields: Collection[Column]
) -> dict[str, Any]:
    """What a page that asks for the columns shows of the list."""
    head = head_of(file, layout, size=SAMPLE_ROWS)
    return {
        "form": form,
        "version": layout.version,
        "inputs": _column_inputs(head, form, fields),
        "first_line": _first_line_input(head, form),
    }


def version_seen(fields: Mapping[str, Any]) -> int | None:
    """The version of the columns whose figures a person decided on, where the form says it."""
    return number_in(fields, "version") if "version" in fields else None
