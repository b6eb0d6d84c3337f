"""Texts of one line that others read in a list, a heading or the subject of a mail. Pure."""

import unicodedata
from collections.abc import Mapping

from django.utils.translation import gettext

from core.errors import FieldError, Invalid

# Control characters and line breaks: a mail's header would end there. Overrides of the reading
# direction: the text would read as another.
_BREAKING = frozenset({"Cc", "Zl", "Zp"})
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def require_lines(texts: Mapping[str, str]) -> None:
    """Raises Invalid with an error for each field whose text is not one plain line."""
    errors = [
        FieldError(field, "invalid_chars", gettext("Write one line, without control characters."))
        for field, text in texts.items()
        if not _is_line(text)
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _is_line(text: str) -> bool:
    if text.isascii() and text.isprintable():
        return True
    return not any(
        character in _REORDERING or unicodedata.category(character) in _BREAKING
        for character in text
    )
