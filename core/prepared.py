"""Statements that each connection plans once: for those whose planning costs more than running.

Their parameters are $1, $2, …; their texts must be few, since each stays planned for the life of
the connection. `types` names their SQL types, where they do not follow from the statement; `before`
is SQL that is sent along and runs first in the same transaction.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

SOON_ON_DISK = "SET LOCAL synchronous_commit TO off; "

Statement = tuple[str, Sequence[Any]]  # its text and its values

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def run(sql: str, values: Sequence[Any], *, before: str = "") -> int:
    """Runs a statement; returns how many rows it met."""
    call = _prepared(sql, len(values))
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(before + call, values)
        return int(cursor.rowcount)


def run_both(first: Statement, second: Statement) -> int:
    """Runs two statements with one commit; returns how many rows the second met."""
    calls = "; ".join(_prepared(sql, len(values)) for sql, values in (first, second))
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(calls, [*first[1], *second[1]])
        return int(cursor.rowcount)


def first_row(
    sql: str, values: Sequence[Any], *, types: str = "", before: str = ""
) -> tuple[Any, ...] | None:
    """The first row of what a statement returns."""
    call = _prepared(sql, len(values), types)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(before + call, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def soon_on_disk() -> str:
    """`before` for what need not be on disk when it returns; the database's crash may undo it.

    Nothing inside a transaction, whose other statements would lose their durability, too.
    """
    return "" if connection.in_atomic_block else SOON_ON_DISK


def _prepared(sql: str, count: int, types: str = "") -> str:
    """The call of a statement, which this connection knows from now on."""
    name, call = _named(sql, count)
    connection.ensure_connection()
    raw = connection.connection
    known = _known.get(raw)
    if known is None:
        known = _known[raw] = set()
    if name not in known:
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {name} {types and f'({types})'} AS {sql}")
        known.add(name)
    return call


@lru_cache(maxsize=100)
def _named(sql: str, count: int) -> tuple[str, str]:
    name = f"muster_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    return name, f"EXECUTE {name} ({', '.join(['%s'] * count)})"
