"""Statements that each connection plans once: for those whose planning costs more than running."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def run(sql: str, values: Sequence[Any], *, before: str = "") -> int:
    """Runs a statement whose parameters are $1, $2, …; returns how many rows it met.

    `before` is SQL that is sent along and runs first in the same transaction. The text of `sql`
    must be one of few: each stays planned for the life of the connection.
    """
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
        return int(cursor.rowcount)


@lru_cache(maxsize=100)
def _name(sql: str) -> str:
    return f"muster_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
