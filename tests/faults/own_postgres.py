"""A PostgreSQL of the test's own, durable as in production, that may be killed at any moment."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg2
from django.core.management import call_command
from django.db import connection

from config.embedded import postgres
from config.embedded.lease import Lease, Servers
from config.env import Environment
from core.vault import forget_cached_keys
from places.services.postal_code import load_places

TERMINATE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class OwnPostgres:
    """One server in a folder of its own. A misfortune returns when it answers again."""

    def __init__(self, data_dir: Path) -> None:
        self.url = postgres.database_url(data_dir)
        self.config = Environment({"DATABASE_URL": self.url}).database()
        self._data_dir = data_dir
        self._lease = Lease(data_dir, Servers(postgres=True, redis=False, durable=True))

    @contextmanager
    def serving(self) -> Iterator["OwnPostgres"]:
        """Runs it, with Django's connection of this process on it and every table in it."""
        with self._lease, self._connected():
            call_command("migrate", verbosity=0)
            load_places()
            yield self

    def end_connections(self) -> None:
        """Every connection to the database is terminated, whatever it is doing."""
        at = self.config
        connected = psycopg2.connect(host=at["HOST"], user=at["USER"], dbname=at["NAME"])
        with closing(connected), connected.cursor() as cursor:
            cursor.execute(TERMINATE)

    def kill(self) -> None:
        """`kill -9` of the server's first process, and a start that has to recover."""
        file = self._data_dir / "postgres" / "postmaster.pid"
        server = psutil.Process(int(file.read_text().split()[0]))
        server.kill()
        server.wait(20)
        self._lease.mend()

    def restart(self) -> None:
        """In good order: open transactions are rolled back."""
        postgres.stop(self._data_dir)
        self._lease.mend()

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """This process reads and writes here instead of in the tests' common database."""
        connection.close()
        usual = dict(connection.settings_dict)
        connection.settings_dict.update({**self.config, "CONN_MAX_AGE": 0})
        forget_cached_keys()
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(usual)
            forget_cached_keys()
