"""What the page of one member import tells: its figures, its conflicts, and how far it has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from core.actors import Actor
from core.errors import TooManyRequests
from groups.member_import_figures import Figures
from groups.models import ImportStage, ImportStep, MemberImport
from groups.selectors.member_import import Conflict, conflicts_page
from pages.member_import_words import (
    CHANGED_FIELDS,
    CONFLICT_REASONS,
    DID,
    NOTICES,
    OTHER_NOTICE,
    STAGES,
    WOULD,
)

SHOWN_CONFLICTS = 50
Words = Mapping[str, tuple[Promise, Promise]]
_WOULD_ALWAYS = ("new", "updated", "conflicting", "suppressed", "unchanged", "rejected")
_DID_ALWAYS = ("new", "updated")
AT_WORK = frozenset({ImportStage.READING, ImportStage.APPLYING, ImportStage.UNDOING})


@dataclass(frozen=True)
class Figure:
    """A number of rows: `words` under it, `meaning` in a sentence."""

    name: str
    number: int
    words: Promise
    meaning: Promise


def preview_figures(data: Mapping[str, Any]) -> list[Figure]:
    """What a list would do: the figures by row that are not zero, and those always shown."""
    return _figures(data, WOULD, _WOULD_ALWAYS)


def result_figures(data: Mapping[str, Any]) -> list[Figure]:
    """What a list did."""
    return _figures(data, DID, _DID_ALWAYS)


def _figures(data: Mapping[str, Any], words_of: Words, always: Iterable[str]) -> list[Figure]:
    rows = Figures.from_json(data).by_row()
    return [
        Figure(name, rows[name], words, meaning)
        for name, (words, meaning) in words_of.items()
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


@dataclass(frozen=True)
class ShownConflicts:
    """The first conflicts, each with its reason and what the row says; `more` are settled
    together. None is shown to who has used up the day's budget of people to look at."""

    rows: Sequence[tuple[Conflict, Promise | str, str]]
    more: int
    is_budget_used_up: bool = False


def conflicts_of(row: MemberImport, actor: Actor) -> ShownConflicts:
    """The conflicts of a preview, for a steward, whose look is kept. Raises NotFound, Forbidden."""
    total = Figures.from_json(row.preview).conflicting
    try:
        page = conflicts_page(member_import=row, actor=actor, size=SHOWN_CONFLICTS)
    except TooManyRequests:
        return ShownConflicts([], total, is_budget_used_up=True)
    shown = [
        (one, CONFLICT_REASONS.get(one.reason, one.reason), " · ".join(filter(None, one.cells)))
        for one in page
    ]
    return ShownConflicts(shown, max(total - len(shown), 0))


def work_facts(row: MemberImport, url: str) -> dict[str, Any]:
    """What desk/parts/work.html shows of work that goes on."""
    counted = row.step != ImportStep.UNDO
    return {
        "words": STAGES[row.stage],
        "done": row.rows,
        "total": row.rows_total if counted else 0,
        "poll_url": url,
    }
