"""Reads what people type into a form: one line or many, checked and tidied. Pure.

A problem is a `BadText` with the field error's code: `invalid` (not text), `max_length`,
`null_characters_not_allowed`, `invalid_chars`.
"""

import re
import unicodedata

# Bidirectional overrides and isolates let a name read as something else.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a paste leaves between letters, unseen; the two joiners stay, Persian and Hindi need them.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"))
_PLAIN = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ſ]+(?:[ '.,@+_:;!?()-]{1,2}[A-Za-z0-9À-ÖØ-öø-ſ]+)*")
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
BYTES_PER_CHARACTER = 4


class BadText(ValueError):
    """Text that cannot be used. `code` is the field error's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_line(value: object, *, max_length: int) -> str:
    """One line: NFC, single spaces, no outer ones; may be empty.

    `max_length` is in code points, and four times that in UTF-8 bytes. Raises BadText.
    """
    if not isinstance(value, str):
        raise BadText("invalid")
    if len(value) <= max_length and _PLAIN.fullmatch(value):
        return value
    text = _readable(value.strip(), max_length)
    if any(_is_control(character) for character in text):
        raise BadText("invalid_chars")
    return " ".join(text.split())


def read_paragraphs(value: object, *, max_length: int) -> str:
    """Text of many lines, with `\\n` between them; may be empty. Raises BadText."""
    if not isinstance(value, str):
        raise BadText("invalid")
    text = _readable(_LINE_BREAKS.sub("\n", value).strip(), max_length)
    if any(_is_control(character) for character in text if character not in "\n\t"):
        raise BadText("invalid_chars")
    return text


def require_storable(value: str) -> None:
    """Raises BadText for what the database or UTF-8 cannot hold: NUL and lone surrogates."""
    if "\0" in value:
        raise BadText("null_characters_not_allowed")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadText("invalid_chars") from error


def _readable(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise BadText("max_length")
    require_storable(text)
    if not _REORDERING.isdisjoint(text):
        raise BadText("invalid_chars")
    text = unicodedata.normalize("NFC", text.translate(_UNSEEN)).strip()
    if len(text) > max_length or len(text.encode()) > BYTES_PER_CHARACTER * max_length:
        raise BadText("max_length")
    return text


def _is_control(character: str) -> bool:
    """Controls, and private code points, which mean nothing to anyone else."""
    return unicodedata.category(character) in {"Cc", "Co"}
