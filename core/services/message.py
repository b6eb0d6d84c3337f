"""Owes messages to people, once each. `message_delivery` sends them."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.models.duty import DutyState
from core.models.message import Message

NO_GROUP = "NULL::bigint"


def owe(
    *,
    kind: str,
    about: UUID,
    dedup_key: str,
    due_at: datetime | None = None,
    group_id: int | None = None,
) -> bool:
    """Owes a message once: False when the same `dedup_key` was owed before."""
    select = (
        "SELECT %s::text AS kind, %s::uuid AS about, %s::text AS dedup_key, %s AS due_at,"
        " %s::bigint AS group_id"
    )
    params = [kind, str(about), dedup_key, due_at or timezone.now(), group_id]
    return owe_many(select=select, params=params, of_group="group_id") == 1


def owe_many(*, select: str, params: Sequence[Any] = (), of_group: str = NO_GROUP) -> int:
    """Owes a message for each row of a query yielding (kind, about, dedup_key, due_at).

    `of_group` is the SQL of the group in whose name they go out, mostly a further column of the
    query. One statement; returns how many were not owed before.
    """
    with connection.cursor() as cursor:
        cursor.execute(owe_statement(select, of_group=of_group), params)
        return int(cursor.rowcount)


def owe_statement(select: str, *, of_group: str = NO_GROUP) -> str:
    """The SQL of `owe_many`, for use inside a larger statement (a CTE); adds no parameters."""
    return f"""
        INSERT INTO core_message
            (id, kind, about, dedup_key, message_id, due_at, created_at, group_id,
             state, attempts, last_error)
        SELECT id, kind, about, dedup_key, '<' || id || '@{_host()}>', due_at, now(), {of_group},
            'pending', 0, ''
        FROM (SELECT gen_random_uuid() AS id, owed.* FROM ({select}) AS owed) AS numbered
        ON CONFLICT (dedup_key) DO NOTHING
    """  # noqa: S608 - the host is checked, the query is the caller's own constant


def cancel_about(*, about: UUID, kinds: Sequence[str] = ()) -> int:
    """Cancels what is still owed about a thing (of these kinds, or all); returns how many."""
    owed = Message.objects.filter(about=about, state__in=[DutyState.PENDING, DutyState.RUNNING])
    if kinds:
        owed = owed.filter(kind__in=kinds)
    return owed.update(
        state=DutyState.CANCELLED, lease_token=None, lease_until=None, finished_at=timezone.now()
    )


def cancel_many(*, select: str, params: Sequence[Any], kinds: Sequence[str]) -> int:
    """Cancels what is owed and not being sent about the ids of a query; returns how many.

    What a worker has claimed already is for its composer to look at again.
    """
    cancel = f"""
        UPDATE core_message SET state = 'cancelled', finished_at = now()
        WHERE state = 'pending' AND kind = ANY(%s) AND about IN ({select})
    """  # noqa: S608 - the query is the caller's own constant
    with connection.cursor() as cursor:
        cursor.execute(cancel, [list(kinds), *params])
        return int(cursor.rowcount)


def cancel_keys(*, prefix: str) -> int:
    """Cancels what is owed and not being sent under keys that begin so; returns how many.

    What a worker has claimed already is for its composer to look at again.
    """
    owed = Message.objects.filter(dedup_key__startswith=prefix, state=DutyState.PENDING)
    return owed.update(state=DutyState.CANCELLED, finished_at=timezone.now())


def owe_again(*, kind: str) -> int:
    """Owes the failed messages of a kind afresh, with all attempts; returns how many."""
    return Message.objects.filter(kind=kind, state=DutyState.FAILED).update(
        state=DutyState.PENDING, attempts=0, due_at=timezone.now(), finished_at=None
    )


def owe_failures_again(
    *,
    group_ids: Collection[int] | None,
    kind: str = "",
    last_error: str | None = None,
    message_id: UUID | None = None,
) -> int:
    """Owes failed messages of some groups (None: of all and of none) afresh; returns how many.

    One by its id, or all of a kind that failed for one reason.
    """
    failed = Message.objects.filter(state=DutyState.FAILED)
    if group_ids is not None:
        failed = failed.filter(group_id__in=group_ids)
    if message_id is not None:
        failed = failed.filter(pk=message_id)
    else:
        failed = failed.filter(kind=kind, last_error=last_error)
    return failed.update(
        state=DutyState.PENDING, attempts=0, due_at=timezone.now(), finished_at=None
    )


def _host() -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else "localhost"
