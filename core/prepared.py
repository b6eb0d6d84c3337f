"""Statements that each connection plans once: for those whose planning costs more than running.

Their parameters are $1, $2, …; their texts must be few, since each stays planned for the life of
the connection. `before` is SQL that is sent along and runs first in the same transaction.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

SOON_ON_DISK = "SET LOCAL synchronous_commit TO off; "

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def run(sql: str, values: Sequence[Any], *, before: str = "") -> int:
    """Runs a statement; returns how many rows it met."""
    with _executed(sql, values, before) as cursor:
        return int(cursor.rowcount)


def first_row(sql: str, values: Sequence[Any], *, before: str = "") -> tuple[Any, ...] | None:
    """The first row of what a statement returns."""
    with _executed(sql, values, before) as cursor:
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def soon_on_disk() -> str:
    """`before` for what need not be on disk when it returns; the database's crash may undo it.

    Nothing inside a transaction, whose other statements would lose their durability, too.
    """
    return "" if connection.in_atomic_block else SOON_ON_DISK


@contextmanager
def _executed(sql: str, values: Sequence[Any], before: str) -> Iterator[Any]:
    name = _name(sql)
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, raw.cursor() as cursor:
        known = _known.setdefault(raw, set())
        if name not in known:
            cursor.execute(f"PREPARE {name} AS {sql}")
            known.add(name)
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"{before}EXECUTE {name} ({places})", values)
        yield cursor


@lru_cache(maxsize=100)
def _name(sql: str) -> str:
    return f"muster_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
