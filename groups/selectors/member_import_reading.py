"""Reads what an import needs: its stored list row by row, and whom the rows may be about."""

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from core import vault
from core.errors import StateConflict
from core.models import StoredFile
from core.services import stored_file
from core.services.suppression import suppressed_keys
from groups.lists.column_names import Column
from groups.lists.file_kind import FileKind
from groups.lists.label import Label
from groups.lists.layout import Head, Layout, list_head, list_rows, rename_columns
from groups.lists.place_finder import PlaceFinder
from groups.lists.refusal import OpenFile
from groups.lists.row_parser import RowParser
from groups.lists.text_rows import Row
from groups.member_decision import Choice
from groups.member_person import MemberPerson, from_bytes
from groups.member_plan import Fate, KnownMember, Plan, plan_row
from groups.member_rows import ListedPerson, MemberReader, ReadList
from groups.models import Member, MemberImport, MemberState
from groups.selectors.canonical_rule import canonical_rules
from groups.selectors.member_forward import forwarded
from groups.vault_owner import group_owner
from places.selectors.postal_code import us_zip_table

# A zone may be ahead of ours; a date beyond that is a slip of the pen.
CLOCKS_DIFFER = timedelta(days=1)
_COLUMNS = (
    "id", "state", "sealed", "country", "region", "city", "tags", "source_ref", "version",
)  # fmt: skip


def stored_list(member_import: MemberImport) -> OpenFile:
    """The uploaded list, unsealed into memory: it is never written to a disk in the clear."""
    assert member_import.file is not None, "the file goes with the import's end"
    data = b"".join(stored_file.read(member_import.file))
    return lambda: io.BytesIO(data)


def open_list(file: StoredFile, layout: Layout) -> OpenFile:
    """An uploaded list that is read from its beginning only as far as it takes; a workbook, whose
    contents stand at its end, is unsealed whole."""
    if layout.kind is FileKind.XLSX:
        data = b"".join(stored_file.read(file))
        return lambda: io.BytesIO(data)
    return lambda: stored_file.open_stored(file)


def head_of(file: StoredFile | None, layout: Layout, *, size: int = 0) -> Head:
    """How the list begins, with its first `size` rows; nothing once the file was erased."""
    if file is None or file.erased_at is not None:
        return Head([], [], [])
    return list_head(open_list(file, layout), layout, size=size)


def layout_as_chosen(
    file: StoredFile | None,
    layout: Layout,
    columns: dict[Column, int],
    *,
    version: int,
    headed: bool | None,
) -> Layout:
    """The layout of an undecided list, of signatures or of members, with its columns as somebody
    chose them who saw this version. Raises StateConflict when someone else chose meanwhile."""
    if layout.version != version:
        raise StateConflict(
            gettext("Someone else chose the columns meanwhile. Look at them again."),
            code="import.columns_changed",
        )
    assert file is not None, "an undecided list has its file"
    return rename_columns(open_list(file, layout), layout, columns, headed=headed)


def label_of(member_import: MemberImport) -> Label:
    """What the list calls itself; nothing of one that was handed in before that was kept."""
    if member_import.label is None:
        return Label()
    sealer = vault.sealer(group_owner(member_import.group_id))
    return Label.from_bytes(sealer.unseal(member_import.public_id, bytes(member_import.label)))


def label_with_header(member_import: MemberImport) -> bytes:
    """The label, sealed, with the names of the columns, which rejected rows need when the file is
    erased."""
    header = head_of(member_import.file, Layout.from_json(member_import.layout)).header
    label = Label(label_of(member_import).name, tuple(header))
    sealer = vault.sealer(group_owner(member_import.group_id))
    return sealer.seal(member_import.public_id, label.to_bytes())


def names_for_rejects(
    file: StoredFile | None, layout_json: dict[str, Any], label: Label
) -> list[str]:
    """What stands over rejected rows: the list's own names of its columns; where it has none, what
    the columns were taken for, so that the file can be handed in again. Nothing of a list whose
    layout is not known."""
    if "kind" not in layout_json:
        return []
    layout = Layout.from_json(layout_json)
    header = head_of(file, layout).header or list(label.header)
    meanings = {at: column.value for column, at in layout.columns.items()}
    own = header or [""] * layout.width
    return [name or meanings.get(at, "") for at, name in enumerate(own)]


def member_reader(member_import: MemberImport) -> MemberReader:
    """Reads rules and places once, so that reading rows needs no database."""
    layout = Layout.from_json(member_import.layout)
    latest = member_import.created_at + CLOCKS_DIFFER
    return MemberReader(
        group_id=member_import.group_id,
        parser=RowParser(layout, canonical_rules(), latest),
        places=PlaceFinder(us_zip_table()),
    )


def batches(
    reader: MemberReader, open_list: OpenFile, layout: Layout, *, after: int, size: int
) -> Iterator[ReadList]:
    """What `reader` reads of each `size` rows after the first `after`."""
    with closing(list_rows(open_list, layout)) as rows:
        left = islice(rows, after, None)
        while batch := list[Row](islice(left, size)):
            yield reader.read(batch)


def led_on(people: Sequence[ListedPerson]) -> list[ListedPerson]:
    """Who is listed under an address that their row had before is the member that it is now. The
    list knows less of them than the group does: of such a row only that they stand on it counts.
    """
    onward = forwarded(one.id for one in people)
    return [
        replace(one, id=onward[one.id], person=MemberPerson(), place=("", "", ""))
        if one.id in onward
        else one
        for one in people
    ]


class Surroundings:
    """Whom the people of one batch may be, and whose mailboxes want no mail of the group.

    With `locked` the members found are locked until the transaction ends.
    """

    def __init__(
        self, group_id: int, people: Collection[ListedPerson], *, locked: bool = False
    ) -> None:
        ids = {one.id for one in people} | {one.phone_id for one in people if one.phone_id}
        self.known = {one.id: one for one in known_members(group_id, ids, locked=locked)}
        self._stopped = suppressed_keys(key for one in people for key in one.mailbox)

    def plan(self, listed: ListedPerson, choice: Choice | None, own_ref: str) -> Plan:
        """What becomes of the row; `own_ref` marks members that the same list brought."""
        owner = self.known.get(listed.phone_id) if listed.phone_id else None
        return plan_row(
            listed,
            self.known.get(listed.id),
            phone_is_anothers=(
                owner is not None
                and owner.state == MemberState.ACTIVE
                and owner.source_ref != own_ref
            ),
            is_suppressed=not self._stopped.isdisjoint(listed.mailbox),
            choice=choice,
        )


def reason_of(plan: Plan) -> str:
    """Why a row is kept for a second look, as its code."""
    assert plan.fate in (Fate.CONFLICTING, Fate.LEFT_OUT)
    return plan.disputed[0]


def known_members(group_id: int, ids: Iterable[UUID], *, locked: bool) -> Iterator[KnownMember]:
    """The group's members of these ids, unsealed; locked in the order of their ids."""
    rows = Member.objects.filter(pk__in=ids, group=group_id).order_by("pk")
    if locked:
        rows = rows.select_for_update()
    sealer = vault.sealer(group_owner(group_id))
    for pk, state, sealed, country, region, city, tags, ref, version in rows.values_list(*_COLUMNS):
        yield KnownMember(
            id=pk,
            state=state,
            person=from_bytes(sealer.unseal(pk, bytes(sealed))) if sealed is not None else None,
            place=(country, region, city),
            tags=tags,
            source_ref=ref,
            version=version,
        )
