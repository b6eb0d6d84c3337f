"""Lists of members for tests, and what the member list holds after them."""

import io
from typing import Any

from core import vault
from core.actors import SYSTEM, Actor
from groups.identity import email_identity, read_email
from groups.member_decision import Choice, ConsentRule, Decision
from groups.member_identity import member_id
from groups.member_import_figures import Figures
from groups.member_person import MemberPerson, from_bytes
from groups.models import Group, Member, MemberImport
from groups.services.member_import import (
    apply_member_import,
    request_member_import,
    undo_member_import,
)
from groups.services.member_import_work import work_until_done
from groups.vault_owner import group_owner

TAKE_ALL = Decision(conflicts=Choice.THEIRS, consent=ConsentRule.LIST)


def begin(
    group: Group, data: bytes | str, *, name: str = "list.csv", actor: Actor = SYSTEM
) -> MemberImport:
    """The preview is owed; nothing is looked at yet."""
    content = data.encode() if isinstance(data, str) else data
    row, _ = request_member_import(
        group=group, open_file=lambda: io.BytesIO(content), name=name, actor=actor
    )
    return row


def finish(row: MemberImport) -> MemberImport:
    """Sees the present step of an import through."""
    row.refresh_from_db()
    work_until_done(row)
    return row


def previewed(group: Group, data: bytes | str, **options: Any) -> MemberImport:
    return finish(begin(group, data, **options))


def apply(
    row: MemberImport, decision: Decision = TAKE_ALL, *, actor: Actor = SYSTEM
) -> MemberImport:
    """Takes a list in that was previewed."""
    apply_member_import(member_import=row, decision=decision, actor=actor)
    return finish(row)


def take_in(group: Group, data: bytes | str, decision: Decision = TAKE_ALL) -> MemberImport:
    return apply(previewed(group, data), decision)


def take_back(row: MemberImport, *, actor: Actor = SYSTEM) -> MemberImport:
    undo_member_import(member_import=row, actor=actor)
    return finish(row)


def figures(data: dict[str, Any]) -> dict[str, int]:
    """The figures by row that are not zero."""
    rows = Figures.from_json(data).by_row()
    rows.pop("rows")
    return {name: number for name, number in rows.items() if number}


def member_of(group: Group, email: str) -> Member | None:
    """The group's member of this address."""
    identity = email_identity(read_email(email).canonical)
    return Member.objects.filter(pk=member_id(group.pk, identity)).first()


def person_in(member: Member | None) -> MemberPerson:
    """What is sealed of a member."""
    assert member is not None
    assert member.sealed is not None
    data = vault.unseal(group_owner(member.group_id), member.pk, bytes(member.sealed))
    return from_bytes(data)


def name_of(group: Group, email: str) -> str:
    return person_in(member_of(group, email)).name
