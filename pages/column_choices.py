"""The columns of a list at the desk: what each is taken for, and what a person may choose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups.lists.column_names import Column
from groups.lists.layout import Layout
from pages.desk_form import DeskForm, Input, number_in
from pages.import_words import COLUMNS

_NAME = "columns-{}"


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


def column_inputs(
    header: Sequence[str], layout: Layout, form: DeskForm, fields: Collection[Column]
) -> list[Input]:
    """A choice for each column: what it stands for now, or what was chosen last."""
    choices = [("", _("Not used")), *((one.value, str(COLUMNS[one])) for one in fields)]
    return [
        form.input(_NAME.format(number), _label(number, name), kind="select", choices=choices)
        for number, name in enumerate(header, start=1)
    ]


def present_choices(layout: Layout) -> dict[str, str]:
    """What stands in the form before anybody chose."""
    return {_NAME.format(at + 1): column.value for column, at in layout.columns.items()}


def choices_in(fields: Mapping[str, Any], layout: Layout) -> dict[int, str]:
    """What was chosen, by the number of the column."""
    chosen = {at: str(fields.get(_NAME.format(at), "")) for at in range(1, layout.width + 1)}
    return {at: name for at, name in chosen.items() if name}


def version_in(fields: Mapping[str, Any]) -> int:
    """The version of the columns that the form was about. Raises Invalid."""
    return number_in(fields, "version")


def version_seen(fields: Mapping[str, Any]) -> int | None:
    """The version of the columns whose figures a person decided on, where the form says it."""
    return version_in(fields) if "version" in fields else None


def _label(number: int, name: str) -> str:
    if not name:
        return _("Column %(number)d, without a name") % {"number": number}
    return _("Column %(number)d: %(name)s") % {"number": number, "name": name}
