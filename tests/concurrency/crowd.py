"""Many at once, each in a thread with a database connection of its own."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection


def at_once(work: list[Callable[[], Any]], *, threads: int = 16) -> list[Any]:
    """What each answered, in order."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(_closing, work))


def in_background(work: Callable[[], Any]) -> "Future[Any]":
    """Starts it beside the test; its result comes later."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(_closing, work)
    pool.shutdown(wait=False)
    return future


def wait_until_blocked(seconds: float = 20.0) -> None:
    """Until some connection of this database waits for a lock that another holds."""
    end = time.monotonic() + seconds
    while not _is_somebody_blocked():
        assert time.monotonic() < end, "nobody waits for a lock"
        time.sleep(0.02)


def _is_somebody_blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one otherwise
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND cardinality(pg_blocking_pids(pid)) > 0)"
        )
        (blocked,) = cursor.fetchone()
    return bool(blocked)


def _closing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()
