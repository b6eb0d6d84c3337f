"""One signature as a bundle shows it: the cells of its line, bound by the display choices."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from core.spreadsheet import safe_cell

_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Invisible characters that turn the reading direction: one name must not reorder a page."""

_EAST_ASIAN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A signer who is listed by name. The cells are the same in every file of the bundle."""

    signature: UUID
    name: str
    city: str
    state: str
    country: str
    comment: str

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """What the names file shows and the leaf commits to."""
        return (self.name, self.city, self.state, self.country, self.comment)


def listed_line(
    *,
    signature: UUID,
    given_name: str,
    family_name: str,
    city: str,
    state: str,
    country: str,
    comment: str,
) -> Line:
    """The line of a signer who agreed to be shown; every cell is safe in a spreadsheet."""
    cells = (full_name(given_name, family_name), city, state, country, comment.strip())
    return Line(signature, *map(_displayed, cells))


def full_name(given_name: str, family_name: str) -> str:
    """The name as it is written: the family name comes first, without a space, where both parts are
    Chinese, Japanese or Korean."""
    parts = [" ".join(given_name.split()), " ".join(family_name.split())]
    if all(_EAST_ASIAN.fullmatch(part) for part in parts):
        return parts[1] + parts[0]
    return " ".join(part for part in parts if part)


def place_then_name(line: Line, family_name: str) -> tuple[str, ...]:
    """The order of lines in a bundle: by place, then alphabetically as a reader would look."""
    return (line.country, line.state, line.city, _folded(family_name), _folded(line.name))


def _displayed(text: str) -> str:
    return safe_cell(_DIRECTION_MARKS.sub("", unicodedata.normalize("NFC", text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
