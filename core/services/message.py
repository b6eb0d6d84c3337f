"""Owes messages to people, once each. `message_delivery` sends them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.models.duty import DutyState
from core.models.message import Message


def owe(*, kind: str, about: UUID, dedup_key: str, due_at: datetime | None = None) -> bool:
    """Owes a message once: False when the same `dedup_key` was owed before."""
    select = "SELECT %s::text AS kind, %s::uuid AS about, %s::text AS dedup_key, %s AS due_at"
    due = due_at or timezone.now()
    return owe_many(select=select, params=[kind, str(about), dedup_key, due]) == 1


def owe_many(*, select: str, params: Sequence[Any] = ()) -> int:
    """Owes a message for each row of a query yielding (kind, about, dedup_key, due_at).

    One statement; returns how many were not owed before.
    """
    with connection.cursor() as cursor:
        cursor.execute(owe_statement(select), params)
        return int(cursor.rowcount)


def owe_statement(select: str) -> str:
    """The SQL of `owe_many`, for use inside a larger statement (a CTE); adds no parameters."""
    return f"""
        INSERT INTO core_message
            (id, kind, about, dedup_key, message_id, due_at, created_at,
             state, attempts, last_error)
        SELECT id, kind, about, dedup_key, '<' || id || '@{_host()}>', due_at, now(),
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


def _host() -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else "localhost"
