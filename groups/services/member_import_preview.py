"""Finds out what a list would do to the member list, and writes nothing there.

What needs a second look is kept, sealed: rejected and conflicting rows; of repeated ones the line.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from uuid import UUID

from core import vault
from core.services import duty
from groups.lists.layout import Layout, list_rows
from groups.lists.rejects import RejectedCells
from groups.lists.text_rows import Row
from groups.member_import_figures import Figures
from groups.member_plan import Fate
from groups.member_rows import ListedPerson, ReadList
from groups.models import MemberImport, MemberImportRow, RowKind
from groups.selectors.member_import_reading import (
    Surroundings,
    led_on,
    member_reader,
    reason_of,
    stored_list,
)
from groups.vault_owner import group_owner

REREAD_ROWS = 10_000


class Preview:
    """The look through one list. Remembers who was in it, rereading what an earlier pass saw."""

    def __init__(self, member_import: MemberImport) -> None:
        self._import = member_import
        self._sealer = vault.sealer(group_owner(member_import.group_id))
        self._seen: set[UUID] = set(self._seen_before())

    def take(self, read: ReadList) -> tuple[Figures, Counter[str]]:
        """One batch's figures and notices. Call it in the batch's transaction."""
        figures = Figures(rejected=len(read.rejects))
        kept = [self._rejected(reject) for reject in read.rejects]
        fresh: list[ListedPerson] = []
        for listed in led_on(read.people):
            if listed.id in self._seen:
                kept.append(self._row(listed.line, RowKind.REPEATED))
                continue
            self._seen.add(listed.id)
            fresh.append(listed)
        figures.repeated_in_file = len(read.people) - len(fresh)
        kept += self._plan(fresh, figures)
        MemberImportRow.objects.bulk_create(kept, batch_size=2000)
        return figures, read.notices

    def _plan(self, people: list[ListedPerson], figures: Figures) -> Iterator[MemberImportRow]:
        """Counts what becomes of each, and yields the conflicts."""
        around = Surroundings(self._import.group_id, people)
        for listed in people:
            plan = around.plan(listed, None, str(self._import.public_id))
            setattr(figures, plan.fate, getattr(figures, plan.fate) + 1)
            figures.filled.update(plan.filled)
            figures.changed.update(plan.changed)
            figures.consents += listed.consent and plan.fate in _TAKEN
            if plan.fate is Fate.CONFLICTING:
                other = listed.id if listed.id in around.known else listed.phone_id
                row = self._row(listed.line, RowKind.CONFLICTING, reason_of(plan), listed.cells)
                row.member_id = other
                yield row

    def _rejected(self, reject: RejectedCells) -> MemberImportRow:
        line, code, cells = reject
        return self._row(line, RowKind.REJECTED, code, list(cells))

    def _row(
        self, line: int, kind: RowKind, reason: str = "", cells: list[str] | None = None
    ) -> MemberImportRow:
        row_id = uuid.uuid4()
        body = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace") if cells else None
        return MemberImportRow(
            id=row_id,
            member_import=self._import,
            line=line,
            kind=kind,
            reason=reason,
            sealed=self._sealer.seal(row_id, body) if body is not None else None,
        )

    def _seen_before(self) -> Iterator[UUID]:
        """Who was in the rows of earlier passes: they are read again, 30 µs a row."""
        row = self._import
        if not row.rows:
            return
        reader = member_reader(row)
        with closing(list_rows(stored_list(row), Layout.from_json(row.layout))) as rows:
            left = islice(rows, row.rows)
            while batch := list[Row](islice(left, REREAD_ROWS)):
                yield from (one.id for one in reader.read(batch).people)
                if not duty.renew(row):
                    raise duty.LeaseLost


_TAKEN = frozenset({Fate.NEW, Fate.UPDATED, Fate.UNCHANGED})
