"""Keeps who looked at whose row, and within how much: a steward reads so many people a day.

A person can be told on `/me/` who saw them; a list cannot be carried off page by page.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import TooManyRequests
from core.services.audit_entry import record
from core.throttle import Limit, require_within
from groups.models import Group, ReadHow
from groups.selectors.member_access import reading_role
from groups.selectors.staff import standing_of

DAY_SECONDS = 86400.0
_RECORD = """
    INSERT INTO groups_memberread (user_id, member_id, at, how, role)
    SELECT %s, member_id, now(), %s, %s FROM unnest(%s::uuid[]) AS member_id
"""


def record_reads(*, group: Group, member_ids: Sequence[UUID], how: ReadHow, actor: Actor) -> None:
    """Takes these rows from the reader's budget of the day and keeps that they were seen: one row
    a person and one entry in the audit log. Call it outside a transaction, before showing them.

    Raises TooManyRequests budget_used_up; then nothing may be shown.
    """
    if not member_ids or actor.user_id is None:
        return
    require_budget(rows=len(member_ids), actor=actor)
    keep_reads(group=group, member_ids=member_ids, how=how, actor=actor)


def require_budget(*, rows: int, actor: Actor) -> None:
    """So many rows may be read at once, and as many again in the course of a day.

    Raises TooManyRequests.
    """
    most = max(settings.MEMBER_READS_A_DAY, 1)
    limit = Limit("members.read", count=most, seconds=DAY_SECONDS)
    try:
        require_within((limit, str(actor.user_id)), uses=rows)
    except TooManyRequests as error:
        raise TooManyRequests(
            gettext(
                "You have read as many people as one may in a day. An export, approved by a second "
                "person, has no such limit."
            ),
            code="budget_used_up",
            retry_after=error.retry_after,
        ) from error


def keep_reads(*, group: Group, member_ids: Sequence[UUID], how: ReadHow, actor: Actor) -> None:
    """Keeps that these members were seen by the actor, without a budget: of an export."""
    role = reading_role(standing_of(actor), group.pk)
    with transaction.atomic():
        with connection.cursor() as cursor:
            ids = [str(pk) for pk in member_ids]
            cursor.execute(_RECORD, [actor.user_id, how.value, role.value, ids])
        detail = {"how": how.value, "members": len(member_ids)}
        record(actor=actor, action="members.read", subject=group, group_id=group.pk, detail=detail)
