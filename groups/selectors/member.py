"""Reads a group's list for its staff: whole for stewards, masked for everyone else of the group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from groups.member_filter import HELD_BY_GROUP, MemberFilter, after, cursor_at, filtered
from groups.member_person import MemberPerson, from_bytes
from groups.models import Group, Member, MemberConsent, ReadHow
from groups.selectors.member_access import reads_in_full, require_steward
from groups.selectors.member_search import search_rows
from groups.services.member_read import record_reads
from groups.vault_owner import group_owner

PAGE = 50
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as the reader may see them. Masked: `name` is "Ana C.", `person` is empty, and
    so are the fields that stand after `state`."""

    member_id: UUID
    name: str
    city: str
    tags: tuple[str, ...]
    state: str
    person: MemberPerson = field(default_factory=MemberPerson)
    country: str = ""
    region: str = ""
    consented: bool = False
    contactable: bool = False
    source_kind: str = ""
    source_ref: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    stopped_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class MemberPage:
    """`next` is the cursor of the page behind this one; empty on the last."""

    rows: list[MemberRow]
    next: str
    in_full: bool


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """One member for a steward, with every consent, newest first."""

    row: MemberRow
    consents: list[MemberConsent]


def members_page(
    *,
    group: Group,
    actor: Actor,
    wanted: MemberFilter = HELD_BY_GROUP,
    search: str = "",
    cursor: str = "",
    size: int = PAGE,
) -> MemberPage:
    """One page of the list, newest first; `search` looks for names, addresses and phones.

    What a steward reads is kept and budgeted (`services.member_read`). Raises NotFound for who is
    not of the group, Forbidden for tokens, administrators, and searches by others than stewards
    (an answer would tell who is on the list), Invalid, TooManyRequests budget_used_up.
    """
    in_full = reads_in_full(group=group, actor=actor)
    if search and not in_full:
        raise Forbidden(gettext("People are looked for by the group's stewards."))
    if not 0 < size <= LONGEST_PAGE:
        raise Invalid.field(
            "size",
            "invalid",
            gettext("Use a whole number from 1 to %(longest_page)s.")
            % {"longest_page": LONGEST_PAGE},
        )
    rows = after(filtered(group, wanted), cursor)
    if search.strip():
        members, how = search_rows(group, rows, search, size + 1), ReadHow.SEARCH
    else:
        members, how = list(rows[: size + 1]), ReadHow.LIST
    shown, more = members[:size], len(members) > size
    if in_full:
        ids = [member.pk for member in shown]
        record_reads(group=group, member_ids=ids, how=how, actor=actor)
    return MemberPage(
        rows=rows_of(group, shown, in_full=in_full),
        next=cursor_at(shown[-1].created_at, shown[-1].pk) if more else "",
        in_full=in_full,
    )


def get_member(*, group: Group, member_id: UUID, actor: Actor) -> MemberDetail:
    """One member in full, for stewards; kept as read and budgeted.

    Raises NotFound, also for another group's and for who has left; Forbidden, TooManyRequests.
    """
    require_steward(group=group, actor=actor)
    member = filtered(group, HELD_BY_GROUP).filter(pk=member_id).first()
    if member is None:
        raise NotFound(gettext("Nobody like that is on the list."))
    record_reads(group=group, member_ids=[member.pk], how=ReadHow.DETAIL, actor=actor)
    [row] = rows_of(group, [member], in_full=True)
    return MemberDetail(row, list(member.consents.order_by("-given_at", "-pk")))


def rows_of(group: Group, members: Iterable[Member], *, in_full: bool) -> list[MemberRow]:
    """The rows opened, whole or masked. Whoever shows them asks `reads_in_full` first."""
    sealer = vault.sealer(group_owner(group.pk))
    rows = []
    for member in members:
        sealed = member.sealed
        person = from_bytes(sealer.unseal(member.pk, bytes(sealed))) if sealed else MemberPerson()
        rows.append(_whole(member, person) if in_full else _masked(member, person))
    return rows


def _masked(member: Member, person: MemberPerson) -> MemberRow:
    return MemberRow(member.pk, person.masked_name, member.city, tuple(member.tags), member.state)


def _whole(member: Member, person: MemberPerson) -> MemberRow:
    return MemberRow(
        member_id=member.pk,
        name=person.name,
        person=person,
        tags=tuple(member.tags),
        **{name: getattr(member, name) for name in _CLEAR},
    )


_CLEAR: Sequence[str] = (
    "city", "state", "country", "region", "consented", "contactable", "source_kind", "source_ref",
    "created_at", "updated_at", "stopped_at", "version",
)  # fmt: skip
