"""How long processors work for what this process asks of itself and of its database.

On a machine that does other things, too, the clock on the wall tells of them as well; the time that
a process has had a processor does not.
"""

import time
from pathlib import Path

from django.db import connection

from bench.servers import DATABASE


class Processors:
    """Seconds of processor that this process and the database's process for it have had, counted
    from the making. The database does all of its work for us in one process meanwhile."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            self._backend = Path("/proc") / str(cursor.fetchone()[0])
        if DATABASE not in (self._backend / "cmdline").read_text():
            raise RuntimeError("the processor time of a database elsewhere is not known here")
        self.begin()

    def begin(self) -> None:
        self._process, self._database = time.process_time(), self._database_seconds()

    @property
    def of_process(self) -> float:
        return time.process_time() - self._process

    @property
    def of_database(self) -> float:
        return self._database_seconds() - self._database

    def _database_seconds(self) -> float:
        """The first figure is the time on a processor, in nanoseconds."""
        return int((self._backend / "schedstat").read_text().split()[0]) / 1e9
