"""Advisory locks of PostgreSQL: one holder at a time for work that has no row to lock."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def hold_until_commit(name: str) -> None:
    """Waits for the named lock and keeps it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


def hold_all_until_commit(names: Iterable[str]) -> None:
    """As `hold_until_commit`, in one order for everyone. The server has room for some thousand."""
    numbers = sorted({_number(name) for name in names})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers]
        )


def share_until_commit(name: str) -> None:
    """Waits until nobody holds the named lock alone, and shares it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(name)])


def try_until_commit(name: str) -> bool:
    """Takes the named lock until the transaction ends; False when someone else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(name)])
        (taken,) = cursor.fetchone()
    return bool(taken)


@contextmanager
def session_lock(name: str) -> Iterator[bool]:
    """Yields whether the named lock was free; it outlives transactions and ends with the block."""
    number = _number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        (taken,) = cursor.fetchone()
    try:
        yield bool(taken)
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
