"""What the page of one member import tells: its figures, its conflicts, and how far it has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from groups.member_import_figures import Figures
from groups.models import ImportStage, ImportStep, MemberImport
from groups.selectors.member_import import Conflict, conflicting_rows, conflicts_in
from pages.member_import_words import (
    CHANGED_FIELDS,
    CONFLICT_REASONS,
    NOTICES,
    OTHER_NOTICE,
    STAGES,
    WOULD,
)

SHOWN_CONFLICTS = 50
AT_WORK = frozenset({ImportStage.READING, ImportStage.APPLYING, ImportStage.UNDOING})


@dataclass(frozen=True)
class Figure:
    """A number of rows: `words` under it, `meaning` in a sentence."""

    name: str
    number: int
    words: Promise
    meaning: Promise


def figures_of(data: Mapping[str, Any], *, always: Iterable[str] = ()) -> list[Figure]:
    """The figures by row that are not zero, and those that are always shown."""
    rows = Figures.from_json(data).by_row()
    return [
        Figure(name, rows[name], words, meaning)
        for name, (words, meaning) in WOULD.items()
        if rows[name] or name in always
    ]


def field_figures(data: Mapping[str, Any]) -> list[tuple[Promise | str, int, int]]:
    """By field: how many members get a value where there was none, and how many get another."""
    figures = Figures.from_json(data)
    names = sorted(figures.filled.keys() | figures.changed.keys())
    return [
        (CHANGED_FIELDS.get(name, name), figures.filled[name], figures.changed[name])
        for name in names
    ]


def notices_of(row: MemberImport) -> list[tuple[int, Promise]]:
    """Cells that were left out of good rows."""
    return [(times, NOTICES.get(code, OTHER_NOTICE)) for code, times in sorted(row.notices.items())]


def conflicts_of(row: MemberImport) -> tuple[list[tuple[Conflict, Promise | str, str]], int]:
    """The first conflicts with their reasons and what the row says; how many more there are."""
    rows = conflicting_rows(row)
    page = list(rows.order_by("line")[:SHOWN_CONFLICTS])
    more = rows.count() - len(page) if len(page) == SHOWN_CONFLICTS else 0
    shown = [
        (one, CONFLICT_REASONS.get(one.reason, one.reason), " · ".join(filter(None, one.cells)))
        for one in conflicts_in(row, page)
    ]
    return shown, more


def work_facts(row: MemberImport, url: str) -> dict[str, Any]:
    """What desk/parts/work.html shows of work that goes on."""
    counted = row.step != ImportStep.UNDO
    return {
        "words": STAGES[row.stage],
        "done": row.rows,
        "total": row.rows_total if counted else 0,
        "poll_url": url,
    }
