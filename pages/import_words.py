"""What becomes of a list, in words: its columns, its figures, why it stopped. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.lists.column_names import Column
from groups.lists.rejects import REASONS
from pages.petition_words import IMPORT_STAGES, LET_GO
from petitions.models import SignatureImport
from petitions.selectors.import_first_rows import FirstRow

COLUMNS: dict[str, Promise] = {
    Column.EMAIL: _("E-mail address"),
    Column.EMAIL_HASH: _("E-mail address as a SHA-256 hash"),
    Column.PHONE: _("Telephone number"),
    Column.NAME: _("Name"),
    Column.GIVEN_NAME: _("First name"),
    Column.FAMILY_NAME: _("Last name"),
    Column.STREET: _("Street"),
    Column.POSTAL_CODE: _("ZIP or postal code"),
    Column.CITY: _("City"),
    Column.REGION: _("State or region"),
    Column.COUNTRY: _("Country"),
    Column.SIGNED_AT: _("When the person signed"),
    Column.CONSENT: _("Wants to hear from the group"),
    Column.ANONYMOUS: _("Does not want the name shown"),
    Column.COMMENT: _("Comment"),
    Column.LANGUAGE: _("Language"),
}
STOPPED: dict[str, Promise] = {
    "permission_lost": _(
        "Who started it is no longer a steward of the group, or the group left the coalition. What"
        " was taken in until then stays; a steward can go on with the rest."
    ),
    "shredded": _("The keys of this petition were destroyed: nothing can be taken in any more."),
    "interrupted": _("It was interrupted again and again."),
}


@dataclass(frozen=True)
class FigureRow:
    """One line of what becomes of the rows; `share` is of all rows, in thousandths."""

    words: str
    n: int
    share: int
    counts: bool


def stage_words(row: SignatureImport) -> str:
    """Where the list stands; one that was never taken in is let go, not taken back."""
    if row.undone_at is not None and row.confirmed_at is None:
        return str(LET_GO)
    return str(IMPORT_STAGES[row.stage])


def column_rows(columns: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was recognised, in the order of the file: the words and the column's number from 1."""
    placed = sorted(columns.items(), key=lambda pair: pair[1])
    return [(str(COLUMNS[name]), at + 1) for name, at in placed]


def figure_rows(figures: Mapping[str, Any]) -> list[FigureRow]:
    """The four things that a row can be, of figures with the keys of `Figures.as_json`."""
    words = {
        "new": gettext("New people"),
        "already_signed": gettext("Were there already; nobody counts twice"),
        "repeated_in_file": gettext("Repeated in this list"),
        "rejected": gettext("Rejected rows"),
    }
    rows = max(figures["rows"], 1)
    return [
        FigureRow(text, figures[key], round(1000 * figures[key] / rows), key == "new")
        for key, text in words.items()
    ]


def reason_rows(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why rows cannot be used, the most frequent reason first."""
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(gettext(REASONS[code]), n) for code, n in ordered]


def read_rows(rows: Iterable[FirstRow]) -> list[tuple[FirstRow, str]]:
    """Rows with why they cannot be used, in words; none for those that can."""
    return [(row, gettext(REASONS[row.reason]) if row.reason else "") for row in rows]


def stopped_words(code: str) -> str:
    """Why it stopped, and what to do."""
    known = STOPPED.get(code)
    if known is not None:
        return str(known)
    return gettext("A fault stopped it (%(code)s). What was done until then stays.") % {
        "code": code
    }
