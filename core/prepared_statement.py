"""One SQL statement, prepared once per connection. Planning costs more than running a short one."""

from typing import Any
from weakref import WeakSet

from django.db import connection


class PreparedStatement:
    """`types` are the SQL types of its parameters $1, $2, …; `name` is its own on the server."""

    def __init__(self, name: str, types: str, statement: str) -> None:
        self._prepare = f"PREPARE {name} ({types}) AS {statement}"
        self._execute = f"EXECUTE {name} ({', '.join(['%s'] * (types.count(',') + 1))})"
        self._prepared: WeakSet[Any] = WeakSet()

    def run(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """The one row that the statement answers."""
        connection.ensure_connection()
        raw = connection.connection
        with connection.wrap_database_errors, raw.cursor() as cursor:
            if raw not in self._prepared:
                cursor.execute(self._prepare)
                self._prepared.add(raw)
            cursor.execute(self._execute, values)
            row: tuple[Any, ...] = cursor.fetchone()
        return row
