"""Statements that each connection plans once: for those whose planning costs more than running.

Their parameters are $1, $2, …; their texts must be few, since each stays planned for the life of
the connection. `types` names their SQL types, where they do not follow from the statement; `before`
is SQL that is sent along and runs first in the same transaction.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

SOON_ON_DISK = "SET LOCAL synchronous_commit TO off; "

Statement = tuple[str, Sequence[Any]]  # its text and its values

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def run(sql: str, values: Sequence[Any], *, before: str = "") -> int:
    """Runs a statement; returns how many rows it met."""
    with _executed(sql, values, before=before) as cursor:
        return int(cursor.rowcount)


def run_both(first: Statement, second: Statement) -> int:
    """Runs two statements with one commit; returns how many rows the second met."""
    names = [_prepared(sql) for sql, _ in (first, second)]
    calls = "; ".join(
        _call(name, values) for name, (_, values) in zip(names, (first, second), strict=True)
    )
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(calls, [*first[1], *second[1]])
        return int(cursor.rowcount)


def first_row(
    sql: str, values: Sequence[Any], *, types: str = "", before: str = ""
) -> tuple[Any, ...] | None:
    """The first row of what a statement returns."""
    with _executed(sql, values, types=types, before=before) as cursor:
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def soon_on_disk() -> str:
    """`before` for what need not be on disk when it returns; the database's crash may undo it.

    Nothing inside a transaction, whose other statements would lose their durability, too.
    """
    return "" if connection.in_atomic_block else SOON_ON_DISK


@contextmanager
def _executed(
    sql: str, values: Sequence[Any], *, types: str = "", before: str = ""
) -> Iterator[Any]:
    name = _prepared(sql, types)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"{before}{_call(name, values)}", values)
        yield cursor


def _prepared(sql: str, types: str = "") -> str:
    """The statement's name on this connection, which knows it from now on."""
    name = _name(sql)
    connection.ensure_connection()
    raw = connection.connection
    known = _known.setdefault(raw, set())
    if name not in known:
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {name} {types and f'({types})'} AS {sql}")
        known.add(name)
    return name


def _call(name: str, values: Sequence[Any]) -> str:
    return f"EXECUTE {name} ({', '.join(['%s'] * len(values))})"


@lru_cache(maxsize=100)
def _name(sql: str) -> str:
    return f"muster_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
