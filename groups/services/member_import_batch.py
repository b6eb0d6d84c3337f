"""Takes in one batch of a list as the steward decided: new members, changed ones, consents.

The caller holds the transaction. What the preview said is not relied on: each member is locked
and looked at again, and what became of it since decides. A conflict that the steward has not seen
changes nothing and is counted.

Races. Whoever adds to a list or takes an import back holds the list's lock, so batches and
enrolments come one after another. A batch locks the members that it finds in the order of their
ids; unsubscribing, leaving and tagging lock in that order too, so nobody waits in a circle.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from core import vault
from groups.member_decision import Choice, ConsentRule, Decision
from groups.member_form import MOST_TAGS
from groups.member_import_figures import Figures
from groups.member_person import to_bytes
from groups.member_plan import Fate, KnownMember, Plan, Taken
from groups.member_rows import ListedPerson, ReadList
from groups.models import MemberImport, MemberImportRow, MemberSource, RowKind
from groups.selectors.member_import_reading import Surroundings, led_on
from groups.services.member_enrolment import hold_list
from groups.services.member_import_change import keep_changes
from groups.vault_owner import group_owner

TAKEN = frozenset({Fate.NEW, Fate.UPDATED, Fate.UNCHANGED})


def consent_wording(member_import: MemberImport) -> str:
    """What stands as the wording of a consent that a list reports."""
    return f"list:{member_import.public_id}"


def apply_batch(*, member_import: MemberImport, read: ReadList) -> Figures:
    """Writes the batch and returns its figures. Call it inside the batch's transaction."""
    hold_list(member_import.group_id)
    batch = _Batch(member_import, read)
    batch.take(batch.without_repeats(led_on(read.people)))
    return batch.figures


class _Batch:
    def __init__(self, member_import: MemberImport, read: ReadList) -> None:
        self._import = member_import
        self._ref = str(member_import.public_id)
        self._decision = Decision.from_json(member_import.decision or {})
        self._noted = _noted_rows(member_import, read)
        self._sealer = vault.sealer(group_owner(member_import.group_id))
        self.figures = Figures(rejected=len(read.rejects))

    def without_repeats(self, people: Iterable[ListedPerson]) -> list[ListedPerson]:
        """Each person once; the preview has found who stood in earlier batches."""
        once: dict[UUID, ListedPerson] = {}
        for listed in people:
            kind, _ = self._noted.get(listed.line, ("", ""))
            if kind == RowKind.REPEATED or listed.id in once:
                self.figures.repeated_in_file += 1
            else:
                once[listed.id] = listed
        return list(once.values())

    def take(self, people: list[ListedPerson]) -> None:
        """Decides on each and writes what follows."""
        around = Surroundings(self._import.group_id, people, locked=True)
        refused = _refused(self._import.group_id, around.known)
        taken: list[Taken] = []
        for listed in people:
            plan = around.plan(listed, self._choice(listed.line), self._ref)
            self._count(plan)
            if plan.fate in TAKEN:
                taken.append(self._taken(listed, plan, around.known.get(listed.id), refused))
        self._write(taken)

    def _choice(self, line: int) -> Choice | None:
        """None where the steward has seen no conflict."""
        kind, choice = self._noted.get(line, ("", ""))
        if kind != RowKind.CONFLICTING:
            return None
        return Choice(choice) if choice else self._decision.conflicts

    def _taken(
        self, listed: ListedPerson, plan: Plan, known: KnownMember | None, refused: set[UUID]
    ) -> Taken:
        has = known.tags if known is not None else ()
        lacks = tuple(tag for tag in self._decision.tags if tag not in has)
        counts = self._decision.consent is ConsentRule.LIST and listed.consent
        return Taken(
            listed=listed,
            plan=plan,
            known=known,
            tags=lacks if len(has) + len(lacks) <= MOST_TAGS else (),
            consents=counts and listed.id not in refused,
        )

    def _write(self, taken: list[Taken]) -> None:
        new = [one for one in taken if one.known is None]
        changed = [one for one in taken if one.known is not None and one.changes]
        consenting = [one for one in taken if one.consents]
        with connection.cursor() as cursor:
            for statement, rows in ((_INSERT, new), (_UPDATE, changed)):
                if rows:
                    cursor.execute(statement, self._values() | _columns(rows, self._seal(rows)))
            if consenting:
                cursor.execute(_CONSENT, self._values() | _consents(self._import, consenting))
                self.figures.consents += cursor.rowcount
        keep_changes(self._import, self._sealer, [*new, *changed])
        self.figures.tagged += sum(bool(one.tags) for one in taken)

    def _seal(self, taken: list[Taken]) -> list[bytes]:
        seal = self._sealer.seal
        return [seal(one.listed.id, to_bytes(one.plan.person)) for one in taken]

    def _values(self) -> dict[str, Any]:
        return {
            "group": self._import.group_id,
            "kind": MemberSource.IMPORT.value,
            "ref": self._ref,
            "wording": consent_wording(self._import),
        }

    def _count(self, plan: Plan) -> None:
        setattr(self.figures, plan.fate, getattr(self.figures, plan.fate) + 1)
        self.figures.filled.update(plan.filled)
        self.figures.changed.update(plan.changed)


def _noted_rows(member_import: MemberImport, read: ReadList) -> dict[int, tuple[str, str]]:
    """Kind and choice of the rows that the preview kept, by line, among those of this batch."""
    lines = [one.line for one in read.people]
    if not lines:
        return {}
    rows = MemberImportRow.objects.filter(
        member_import=member_import, line__range=(min(lines), max(lines))
    )
    return {
        line: (kind, choice) for line, kind, choice in rows.values_list("line", "kind", "choice")
    }


def _refused(group_id: int, ids: Collection[UUID]) -> set[UUID]:
    """Who took back what they had agreed to: a list's word does not count against theirs."""
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, {"group": group_id, "ids": list(ids)})
        return {UUID(str(found)) for (found,) in cursor.fetchall()}


def _columns(taken: list[Taken], sealed: list[bytes]) -> dict[str, Any]:
    """The arrays of _LISTED."""
    return {
        "ids": [one.listed.id for one in taken],
        "sealed": sealed,
        "countries": [one.plan.place[0] for one in taken],
        "regions": [one.plan.place[1] for one in taken],
        "cities": [one.plan.place[2] for one in taken],
        "tags": [json.dumps([*(one.known.tags if one.known else ()), *one.tags]) for one in taken],
        "consented": [one.consents for one in taken],
        "contactable": [bool(one.plan.person.email) for one in taken],
    }


def _consents(member_import: MemberImport, taken: list[Taken]) -> dict[str, Any]:
    unknown = member_import.created_at
    return {
        "ids": [one.listed.id for one in taken],
        "languages": [one.plan.person.language for one in taken],
        "given": [one.listed.given_at or unknown for one in taken],
    }


_LISTED = """unnest(
    %(ids)s::uuid[], %(sealed)s::bytea[], %(countries)s::text[], %(regions)s::text[],
    %(cities)s::text[], %(tags)s::jsonb[], %(consented)s::boolean[], %(contactable)s::boolean[]
  ) AS listed (id, sealed, country, region, city, tags, consented, contactable)"""
_TAGS = "ARRAY(SELECT jsonb_array_elements_text(listed.tags))"

_INSERT = f"""
INSERT INTO groups_member
  (id, group_id, state, sealed, country, region, city, tags, consented, contactable,
   source_kind, source_ref, created_at, updated_at, version)
SELECT id, %(group)s, 'active', sealed, country, region, city, {_TAGS}, consented, contactable,
       %(kind)s, %(ref)s, now(), now(), 1
FROM {_LISTED} ORDER BY id
"""  # noqa: S608 - constants of our own; every value is a parameter

_UPDATE = f"""
UPDATE groups_member AS was SET
  sealed = listed.sealed, country = listed.country, region = listed.region, city = listed.city,
  tags = {_TAGS},
  consented = was.consented OR listed.consented, contactable = listed.contactable,
  updated_at = now(), version = was.version + 1
FROM {_LISTED} WHERE was.id = listed.id
"""  # noqa: S608 - constants of our own; every value is a parameter

_CONSENT = """
INSERT INTO groups_memberconsent
  (member_id, wording, language, given_at, source_kind, source_ref)
SELECT id, %(wording)s, language, given_at, %(kind)s, %(ref)s
FROM unnest(%(ids)s::uuid[], %(languages)s::text[], %(given)s::timestamptz[])
  AS listed (id, language, given_at) ORDER BY id
ON CONFLICT (member_id, source_kind, source_ref) DO NOTHING
"""

# An undone import withdrew its consents itself, at the time that stands on it.
_REFUSED = f"""
SELECT member_id FROM groups_memberconsent AS consent
WHERE member_id = ANY (%(ids)s::uuid[])
GROUP BY member_id
HAVING bool_and(withdrawn_at IS NOT NULL) AND NOT bool_and(
  source_kind = '{MemberSource.IMPORT.value}' AND EXISTS (
    SELECT FROM groups_memberimport AS undone
    WHERE undone.group_id = %(group)s AND undone.public_id::text = consent.source_ref
      AND undone.undone_at = consent.withdrawn_at))
"""  # noqa: S608 - constants of our own; every value is a parameter
