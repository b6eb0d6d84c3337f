"""Columns of a list as a person names them, where their own names do not say what they hold."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid
from groups.lists.column_names import Column
from groups.lists.columns import has_identity, map_columns

# Column number in the file, from 1, to the name of a Column; empty for one that is not used.
Chosen = Mapping[int, str]
NameColumns = Callable[[Sequence[str]], dict[Column, int]]
FIELD = "columns"
_TO_BE_NAMED = frozenset({"missing_header", "duplicate_header"})
_ADDRESS = re.compile(r"[^\s@]@[^\s@]")


def map_columns_if_clear(header: Sequence[str]) -> dict[Column, int]:
    """As `map_columns`; nothing where a person has to say what the columns hold."""
    try:
        return map_columns(header)
    except Invalid as error:
        if error.code in _TO_BE_NAMED:
            return {}
        raise


def holds_address(cells: Sequence[str]) -> bool:
    """Whether a line with these cells is about a person, who would be lost as names of columns."""
    return any(_ADDRESS.search(cell) for cell in cells)


def columns_chosen(chosen: Chosen, fields: Collection[Column] = frozenset(Column)) -> NameColumns:
    """Names the columns of a header as they were chosen. `fields` are those that may be.

    What it returns raises as `choose_columns`.
    """
    return lambda header: choose_columns(chosen, width=len(header), fields=fields)


def choose_columns(
    chosen: Chosen, *, width: int, fields: Collection[Column] = frozenset(Column)
) -> dict[Column, int]:
    """The position of each column, from 0, in a list of `width` columns.

    Raises Invalid, with an error for each column ("columns-3"): unknown_column, unknown_field,
    duplicate_field; and missing_field for the whole ("columns").
    """
    found: dict[Column, int] = {}
    errors: list[FieldError] = []
    for number, name in sorted(chosen.items()):
        if not name:
            continue
        error = _wrong_with(number, name, found, width, fields)
        if error is None:
            found[Column(name)] = number - 1
        else:
            errors.append(error)
    if not errors and not has_identity(found):
        errors.append(FieldError(FIELD, "missing_field", _missing()))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return found


def _wrong_with(
    number: int, name: str, found: Mapping[Column, int], width: int, fields: Collection[Column]
) -> FieldError | None:
    field = f"{FIELD}-{number}"
    if not 1 <= number <= width:
        words = _("There is no column %(number)d; the list has %(width)d columns.")
        return FieldError(field, "unknown_column", words % {"number": number, "width": width})
    if name not in {column.value for column in fields}:
        words = _("Column %(number)d: choose one of the meanings offered, or that it is not used.")
        return FieldError(field, "unknown_field", words % {"number": number})
    other = found.get(Column(name))
    if other is not None:
        words = _(
            "Columns %(first)d and %(second)d cannot both mean the same. Choose something else for"
            " one of them, or that it is not used."
        )
        numbers = {"first": other + 1, "second": number}
        return FieldError(field, "duplicate_field", words % numbers)
    return None


def _missing() -> str:
    return _(
        "Nothing tells the people of this list apart yet. Choose the column with their e-mail"
        " addresses or telephone numbers; or those with name, street and postal code."
    )
