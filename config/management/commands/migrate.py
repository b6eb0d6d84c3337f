"""Django's `migrate` that never queues behind a long read, and waits for another migrate."""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from core import locks

LOCK_TIMEOUT = "3s"
ATTEMPTS = 20
LOCK_NOT_AVAILABLE = "55P03"


class Command(migrate.Command):
    """An ALTER TABLE that waits for a lock makes every later statement wait behind it: it gives
    up after LOCK_TIMEOUT and tries again, while the service goes on.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        for _ in range(ATTEMPTS):
            # Polled, not waited for: a waiting statement would hold up CREATE INDEX CONCURRENTLY.
            with locks.session_lock("migrate") as alone:
                if alone and self._migrate(connection, *args, **options):
                    return
            time.sleep(1)
        raise CommandError("migrations did not get their locks: something long runs; try again")

    def _migrate(self, connection: Any, *args: Any, **options: Any) -> bool:
        """Whether all were applied; False when a table was busy."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            return False
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
        return True
