"""Reads where rows of member lists went that got another id."""

from collections.abc import Iterable
from uuid import UUID

from groups.models import MemberForward


def forwarded(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The present id by the earlier one, for those of `ids` that are earlier ones."""
    rows = MemberForward.objects.filter(pk__in=set(ids))
    return dict(rows.values_list("old_id", "member_id"))
