"""What an import would do, found out without writing anything."""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from uuid import UUID

from django.utils import timezone

from groups.lists.layout import Layout, list_rows
from groups.lists.refusal import OpenFile
from groups.lists.rejects import RejectedCells, RowRejected
from groups.lists.row_parser import ParsedRow, RowParser
from groups.lists.text_rows import Row
from groups.selectors.canonical_rule import canonical_rules
from petitions.identity import signature_ids
from petitions.import_figures import Figures
from petitions.import_rows import parse_signer
from petitions.models import Petition, Signature
from petitions.selectors.import_reading import CLOCKS_DIFFER
from petitions.selectors.mailbox import Mailboxes
from petitions.vault_owner import petition_owner

BATCH_ROWS = 10_000


class Rehearsal:
    """Reads a list as an import would. `rejects` holds what it could not use."""

    def __init__(self, *, petition: Petition, layout: Layout) -> None:
        self._signature_id = signature_ids(petition.pk)
        self._parser = RowParser(layout, canonical_rules(), timezone.now() + CLOCKS_DIFFER)
        self._layout = layout
        self._shared: Mailboxes | None = None
        if petition.people_per_mailbox > 1:
            owner = petition_owner(petition.pk)
            self._shared = Mailboxes(owner=owner, signature_id=self._signature_id)
        self._seen: set[int] = set()
        self._usable = 0
        self._already_signed = 0
        self.rejects: list[RejectedCells] = []

    def figures(
        self, open_file: OpenFile, on_rows: Callable[[int], object] = lambda rows: None
    ) -> Figures:
        """The figures that importing the list now would give; tells how many rows it has read."""
        with closing(list_rows(open_file, self._layout)) as rows:
            while batch := list(islice(rows, BATCH_ROWS)):
                fresh = set(self._new_ids(batch))
                self._already_signed += _known(fresh)
                on_rows(self._usable + len(self.rejects))
        return Figures(
            rejected=len(self.rejects),
            repeated_in_file=self._usable - len(self._seen),
            already_signed=self._already_signed,
            new=len(self._seen) - self._already_signed,
        )

    def _new_ids(self, batch: list[Row]) -> Iterator[UUID]:
        """The signatures of the batch that no earlier row was about."""
        for row_id in self._ids(self._parsed(batch)):
            self._usable += 1
            if row_id.int not in self._seen:
                self._seen.add(row_id.int)
                yield row_id

    def _ids(self, rows: Iterator[ParsedRow]) -> Iterator[UUID]:
        if self._shared is None:
            return (self._signature_id(row.identity, 0) for row in rows)
        signers = list(rows)
        self._shared.read(row.identity for row in signers)
        take_in = self._shared.take_in
        return (self._signature_id(row.identity, take_in(row)) for row in signers)

    def _parsed(self, batch: list[Row]) -> Iterator[ParsedRow]:
        for line, cells in batch:
            try:
                yield parse_signer(self._parser, line, cells)
            except RowRejected as rejected:
                self.rejects.append((line, rejected.code, cells))


def _known(ids: set[UUID]) -> int:
    return Signature.objects.filter(pk__in=ids).count()
