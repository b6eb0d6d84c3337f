"""Which column of a list holds what, by the names in its first line."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from django.utils.translation import gettext

from core.errors import Invalid
from groups.identity import fold
from groups.lists.column_names import FILLERS, NAMES, Column
from groups.lists.refusal import unreadable
from groups.lists.rejects import HEADER as REJECTS_HEADER

MAX_COLUMNS = 500
_LIKENESS = 0.75


def _squash(name: str) -> str:
    return fold(name).replace(" ", "")


_BY_NAME = {_squash(name): column for column, names in NAMES.items() for name in names.split(",")}
_IDENTITY_NAMES = {
    _squash(name): name.strip()
    for column in (Column.EMAIL, Column.EMAIL_HASH)
    for name in NAMES[column].split(",")
    if name.isascii() and len(_squash(name)) > 3
}
_PAPER = (Column.STREET, Column.POSTAL_CODE)
_NAMES = (Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME)
_PAPER_NAMES = {
    _squash(name): name.strip()
    for column in (Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME, *_PAPER)
    for name in NAMES[column].split(",")
    if name.isascii() and len(_squash(name)) > 2
}


def recognise_column(name: str) -> Column | None:
    """The meaning of one column name, whatever its case, spaces, punctuation and language.

    "PLZ / ZIP" is a postal code because each of its words is one.
    """
    words = [word for word in fold(name).split() if not word.isdigit() or word == "1"]
    for candidate in (fold(name).split(), [word for word in words if word not in FILLERS]):
        column = _BY_NAME.get("".join(candidate))
        if column:
            return column
    meanings = {_BY_NAME.get(part) for part in _parts(name)}
    return meanings.pop() if len(meanings) == 1 else None


def _parts(name: str) -> list[str]:
    """The alternatives of "City/Town" or "Email (correo)"; words, when there is no mark."""
    for mark in "/|(":
        name = name.replace(mark, "/")
    parts = [_squash(part) for part in name.split("/")]
    return [part for part in parts if part] if len(parts) > 1 else fold(name).split()


def recognised(header: Sequence[str]) -> int:
    """How many of these column names are understood."""
    return sum(recognise_column(name) is not None for name in header)


def is_understood(header: Sequence[str]) -> bool:
    """Whether these are names of columns that say what they hold."""
    try:
        return bool(map_columns(header))
    except Invalid:
        return False


def returned_columns(header: Sequence[str]) -> int:
    """How many columns in front are those that we wrote before rejected rows, of a file that
    comes back corrected: 0 of any other."""
    ours = len(REJECTS_HEADER)
    if len(header) <= ours or tuple(map(_squash, header[:ours])) != REJECTS_HEADER:
        return 0
    return ours + returned_columns(header[ours:])


def map_columns(header: Sequence[str]) -> dict[Column, int]:
    """The position of each column that is understood. The first of two alike counts; what we
    wrote in front of rejected rows says nothing.

    Raises Invalid: duplicate_header, missing_header (with the likely spelling), too_many_columns.
    """
    if len(header) > MAX_COLUMNS:
        raise unreadable(
            "too_many_columns",
            gettext("This list has %(columns)s columns; at most %(max_columns)s go.")
            % {"columns": len(header), "max_columns": MAX_COLUMNS},
        )
    if ours := returned_columns(header):
        return {column: at + ours for column, at in map_columns(header[ours:]).items()}
    _require_distinct(header)
    found: dict[Column, int] = {}
    for position, name in enumerate(header):
        column = recognise_column(name)
        if column in (Column.EMAIL, Column.EMAIL_HASH) and column in found:
            raise _duplicate(header[found[column]], name)
        if column:
            found.setdefault(column, position)
    _share_out_names(found)
    _require_identity(header, found)
    return found


def _require_distinct(header: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for name in header:
        key = _squash(name)
        if key and key in seen:
            raise _duplicate(seen[key], name)
        seen[key] = name


def _duplicate(first: str, second: str) -> Exception:
    return unreadable(
        "duplicate_header",
        gettext("Two columns say the same: “%(first)s” and “%(second)s”. Remove or rename one.")
        % {"first": _shown(first), "second": _shown(second)},
    )


def _share_out_names(found: dict[Column, int]) -> None:
    """German "Name" beside "Vorname" is the family name; "Nombre" beside "Apellido" the given."""
    given, family = Column.GIVEN_NAME in found, Column.FAMILY_NAME in found
    if Column.NAME in found and given != family:
        found[Column.FAMILY_NAME if given else Column.GIVEN_NAME] = found.pop(Column.NAME)


def has_identity(found: Collection[Column]) -> bool:
    """Whether these columns can tell people apart: e-mail, its hash, phone, or a line on paper."""
    if any(column in found for column in (Column.EMAIL, Column.EMAIL_HASH, Column.PHONE)):
        return True
    named = any(column in found for column in _NAMES)
    return named and all(column in found for column in _PAPER)


def _require_identity(header: Sequence[str], found: dict[Column, int]) -> None:
    if Column.EMAIL in found or Column.EMAIL_HASH in found:
        return
    unknown = [name for name in header if recognise_column(name) is None]
    misspelt = _suggestion(unknown, _IDENTITY_NAMES)
    if not misspelt and has_identity(found):
        return
    misspelt = misspelt or _suggestion(unknown, _PAPER_NAMES)
    needed = gettext(
        "The first line must name an e-mail column, a column of SHA-256 hashes, or name, street"
        " and ZIP code."
    )
    raise unreadable("missing_header", f"{needed} {misspelt}".strip())


def _suggestion(unknown: Sequence[str], names: dict[str, str]) -> str:
    for name in unknown:
        close = get_close_matches(_squash(name), names, n=1, cutoff=_LIKENESS)
        if close:
            words = gettext("Did you mean “%(meant)s” where it says “%(said)s”?")
            return words % {"meant": names[close[0]], "said": _shown(name)}
    return ""


def _shown(name: str) -> str:
    """A column name is fit to repeat; a row of people taken for one is cut short."""
    return " ".join(name.split())[:30]
