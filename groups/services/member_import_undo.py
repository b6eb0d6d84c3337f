"""Takes a member import back, some thousand members at a time.

New members go, unless something else touched them since. Of others each field that the import
wrote has its old value back where the import's value still stands. What was written after the
import wins, and is counted as kept. Consents of the import are withdrawn, whoever is kept.

Each slice is one transaction that leaves its members without a trace of the import, so undoing
can be broken off and taken up at any moment.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core import vault
from core.services import duty
from groups.lists.place_finder import Where
from groups.member_image import from_bytes, taken_back
from groups.member_import_figures import UndoFigures
from groups.member_person import MemberPerson, to_bytes
from groups.member_plan import KnownMember
from groups.models import (
    ChangeKind,
    Member,
    MemberChange,
    MemberConsent,
    MemberImport,
    MemberImportRow,
    MemberSource,
)
from groups.selectors.member_import_reading import known_members
from groups.services.member_enrolment import hold_list
from groups.vault_owner import group_owner

SLICE = 2000


def undo_slices(row: MemberImport) -> Iterator[None]:
    """Yields after each committed slice until nothing is left. Raises LeaseLost."""
    after = UUID(int=0)
    while (last := _undo_slice(row, after)) is not None:
        after = last
        yield
    while doomed := list(row.listed_rows.values_list("pk", flat=True)[:SLICE]):
        MemberImportRow.objects.filter(pk__in=doomed).delete()
        yield


def _undo_slice(row: MemberImport, after: UUID) -> UUID | None:
    """The last member that was dealt with; None when no change of the import is left."""
    with transaction.atomic():
        duty.require_lease(row)
        hold_list(row.group_id)
        # Behind the last slice: the index still has what that one deleted.
        rows = row.changes.filter(member_id__gt=after).order_by("member_id")
        changes = list(rows[:SLICE])
        if not changes:
            return None
        figures = _Slice(row, changes).take_back()
        row.changes.filter(pk__in=[change.pk for change in changes]).delete()
        row.undone = (UndoFigures.from_json(row.undone) + figures).as_json()
        row.attempts = 0
        row.save(update_fields=["undone", "attempts"])
        duty.renew(row)
    return changes[-1].member_id


class _Slice:
    """Some members of one import, locked, on their way back."""

    def __init__(self, row: MemberImport, changes: list[MemberChange]) -> None:
        self._import, self._changes = row, changes
        self._ids = [change.member_id for change in changes]
        self._sealer = vault.sealer(group_owner(row.group_id))
        self._known = {one.id: one for one in known_members(row.group_id, self._ids, locked=True)}
        self._figures = UndoFigures()

    def take_back(self) -> UndoFigures:
        others = self._with_other_consents()
        self._figures.consents = self._withdraw()
        doomed: list[UUID] = []
        restored: list[tuple[KnownMember, MemberPerson, Where, list[str]]] = []
        for change in self._changes:
            member = self._known.get(change.member_id)
            if member is None:  # edited into another identity, or gone
                self._figures.kept += 1
                continue
            untouched = member.version == change.version and member.id not in others
            if change.kind == ChangeKind.NEW and untouched:
                doomed.append(member.id)
            elif change.kind == ChangeKind.NEW or member.person is None:
                self._figures.kept += 1
            else:
                restored.append(self._restored(member, member.person, change))
        self._figures.removed = len(doomed)
        self._remove(doomed)
        self._write(restored)
        return self._figures

    def _restored(
        self, member: KnownMember, person: MemberPerson, change: MemberChange
    ) -> tuple[KnownMember, MemberPerson, Where, list[str]]:
        place, kept = member.place, False
        if change.sealed is not None:
            image = from_bytes(self._sealer.unseal(change.pk, bytes(change.sealed)))
            person, place, kept = taken_back(image, person, place)
        self._figures.kept += kept
        self._figures.restored += not kept
        return member, person, place, [tag for tag in member.tags if tag not in change.tags]

    def _with_other_consents(self) -> set[UUID]:
        """Who agreed by another way as well: they are more than what the list brought."""
        rows = MemberConsent.objects.filter(member__in=self._ids, withdrawn_at=None)
        others = rows.exclude(**self._own_consents())
        return set(others.values_list("member_id", flat=True))

    def _withdraw(self) -> int:
        """At the import's own time of undoing: so it is told from what people withdrew."""
        rows = MemberConsent.objects.filter(member__in=self._ids, withdrawn_at=None)
        return rows.filter(**self._own_consents()).update(withdrawn_at=self._import.undone_at)

    def _own_consents(self) -> dict[str, Any]:
        return {"source_kind": MemberSource.IMPORT, "source_ref": str(self._import.public_id)}

    def _remove(self, doomed: list[UUID]) -> None:
        MemberConsent.objects.filter(member__in=doomed).delete()
        Member.objects.filter(pk__in=doomed)._raw_delete(using=connection.alias)

    def _write(self, restored: list[tuple[KnownMember, MemberPerson, Where, list[str]]]) -> None:
        """The old fields, and for everybody of the slice whether a consent still stands."""
        values: dict[str, Any] = {
            "ids": [member.id for member, *_ in restored],
            "sealed": [
                self._sealer.seal(member.id, to_bytes(person)) for member, person, *_ in restored
            ],
            "countries": [place[0] for _, _, place, _ in restored],
            "regions": [place[1] for _, _, place, _ in restored],
            "cities": [place[2] for _, _, place, _ in restored],
            "contactable": [bool(person.email) for _, person, *_ in restored],
            "tags": [json.dumps(tags) for *_, tags in restored],
            "versions": [member.version for member, *_ in restored],
            "import": self._import.pk,
            "all": self._ids,
        }
        with connection.cursor() as cursor:
            if restored:
                cursor.execute(_RESTORE, values)
                cursor.execute(_HAND_BACK, values)
            cursor.execute(_RECOUNT_CONSENT, values)


_RESTORE = """
UPDATE groups_member AS was SET
  sealed = old.sealed, country = old.country, region = old.region, city = old.city,
  tags = ARRAY(SELECT jsonb_array_elements_text(old.tags::jsonb)),
  contactable = old.contactable, updated_at = now(), version = was.version + 1,
  consented = was.consented AND EXISTS (
    SELECT FROM groups_memberconsent WHERE member_id = was.id AND withdrawn_at IS NULL)
FROM unnest(
    %(ids)s::uuid[], %(sealed)s::bytea[], %(countries)s::text[], %(regions)s::text[],
    %(cities)s::text[], %(tags)s::text[], %(contactable)s::boolean[]
  ) AS old (id, sealed, country, region, city, tags, contactable)
WHERE was.id = old.id
"""

# Where nothing came after this import, the member is again as the one before it left them: that
# one can be taken back as if this one had never been.
_HAND_BACK = """
UPDATE groups_memberchange AS before SET version = undone.version + 1
FROM groups_memberchange AS undone
JOIN unnest(%(ids)s::uuid[], %(versions)s::int[]) AS member (id, version)
  ON member.id = undone.member_id AND member.version = undone.version
WHERE undone.member_import_id = %(import)s AND before.member_id = undone.member_id
  AND before.version = undone.version - 1
"""

_RECOUNT_CONSENT = """
UPDATE groups_member AS was
SET consented = false, updated_at = now(), version = was.version + 1
WHERE was.id = ANY (%(all)s::uuid[]) AND was.consented AND NOT EXISTS (
  SELECT FROM groups_memberconsent WHERE member_id = was.id AND withdrawn_at IS NULL)
"""
