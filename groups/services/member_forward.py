"""Follows, and keeps, where rows of member lists went that got another id.

A row moves under its list's lock (`hold_list`) and its own. Who looks for a row by an id that may
be an earlier one locks what is there now, and looks again where it moved in between.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from core.errors import Unavailable
from groups.models import Member, MemberForward
from groups.selectors.member_forward import forwarded

ATTEMPTS = 5


def locked_rows(ids: Iterable[UUID]) -> dict[UUID, Member]:
    """The rows that these ids lead to, by the id asked for, until the transaction ends: locked in
    the order of their own ids. Ids that lead nowhere are left out."""
    asked = set(ids)
    for _ in range(ATTEMPTS):
        onward = forwarded(asked)
        found = _locked({onward.get(pk, pk) for pk in asked})
        if forwarded(asked) == onward:
            return {pk: found[onward.get(pk, pk)] for pk in asked if onward.get(pk, pk) in found}
    raise Unavailable("The list is being changed. Try again.", retry_after=1)


def forward(*, old_id: UUID, member: Member) -> None:
    """The row that had this id is `member` now: links to it, and to all ids before, lead there.

    Call it before the old row is deleted.
    """
    MemberForward.objects.filter(pk=member.pk).delete()
    MemberForward.objects.filter(member=old_id).update(member=member)
    MemberForward.objects.create(old_id=old_id, member=member)


def part_ways(old_id: UUID) -> None:
    """The mailbox of the old id says itself that it wants a row of its own."""
    MemberForward.objects.filter(pk=old_id).delete()


def bury_forwards(member: Member, at: datetime) -> None:
    """The row is erased: so is that the earlier ids were the same person's. Each becomes a
    tombstone of its own, since a list with the old address must not bring them back either."""
    rows = MemberForward.objects.select_for_update().filter(member=member).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    MemberForward.objects.filter(pk__in=ids).delete()
    _bury(ids, member, at)


def bury_other_ids(ids: Collection[UUID], member: Member) -> None:
    """Who is gone from the list comes back by none of these ids either, as by a list that knows
    their phone alone. What is somebody's already stays theirs. The caller holds the list."""
    _bury(sorted(set(ids) - set(forwarded(ids))), member, timezone.now())


def _bury(ids: Iterable[UUID], member: Member, at: datetime) -> None:
    tombstones = [
        Member(
            pk=pk,
            group_id=member.group_id,
            state=member.state,
            source_kind=member.source_kind,
            created_at=at,
            updated_at=at,
            stopped_at=at,
        )
        for pk in ids
    ]
    Member.objects.bulk_create(tombstones, ignore_conflicts=True)


def _locked(ids: set[UUID]) -> dict[UUID, Member]:
    rows = Member.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}
