"""The fields of a public form as its page shows them: what was typed, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from django.http import QueryDict

from core.errors import FieldError


@dataclass(frozen=True)
class Field:
    """One input with its label, its hint and its error."""

    name: str
    label: str
    hint: str
    autocomplete: str
    type: str
    value: str
    error: str
    required: bool


@dataclass(frozen=True)
class FormFields:
    """What was typed. A form names its `required` fields."""

    typed: QueryDict
    errors: Sequence[FieldError] = ()
    required: ClassVar[frozenset[str]] = frozenset()

    def with_errors(self, errors: Sequence[FieldError]) -> Self:
        """The same fields, with what is wrong."""
        return replace(self, errors=errors)

    def field(self, name: str, label: object, hint: object, autocomplete: str, kind: str) -> Field:
        error = next((error.detail for error in self.errors if error.field == name), "")
        value = self.typed.get(name, "")
        return Field(
            *(name, str(label), str(hint), autocomplete, kind, value, error),
            required=name in self.required,
        )
