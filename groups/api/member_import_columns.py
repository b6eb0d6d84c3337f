"""The field in which a caller says what the columns of a list hold."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from groups.lists.column_names import Column

_MEANINGS = ", ".join(column.value for column in Column)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": (
            "What each column holds, by its number in the file from 1; those left out are not"
            f" used. One of: {_MEANINGS}."
        ),
    }
)
class ColumnsField(serializers.JSONField):
    """`{"1": "email", "3": "city"}` as `{1: "email", 3: "city"}`; in a form, as JSON text."""

    # Braces are doubled: the text is a template.
    default_error_messages = {"shape": 'Send an object such as {{"1": "email", "3": "city"}}.'}

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            self.fail("shape")
        return {self._number(key): self._name(name) for key, name in value.items()}

    def _number(self, key: object) -> int:
        if not (isinstance(key, str) and key.isascii() and key.isdigit() and len(key) <= 4):
            self.fail("shape")
        return int(key)

    def _name(self, name: object) -> str:
        if not isinstance(name, str):
            self.fail("shape")
        return name


def shown_columns(layout: dict[str, Any]) -> dict[str, str]:
    """What the columns of a list are taken for, as `ColumnsField` reads it."""
    placed = sorted(layout.get("columns", {}).items(), key=lambda pair: pair[1])
    return {str(at + 1): name for name, at in placed}
