"""Numbers for Prometheus: requests, and what is owed. No label holds anything about a person.

Processes of one machine share memory-mapped files (PROMETHEUS_MULTIPROC_DIR), so any web
process answers for all.
"""

import time
from functools import lru_cache

from django.db import DatabaseError, connection
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)

REMEMBER_OWED_SECONDS = 5.0

disable_created_metrics()
_seconds = Histogram(
    "muster_request_seconds",
    "Time to answer a request",
    ["method", "route"],
    buckets=(0.005, 0.025, 0.1, 0.5, 2.5),
)
_requests = Counter("muster_requests", "Requests answered", ["method", "route", "status"])


@lru_cache(maxsize=2000)
def _series(method: str, route: str, status: int) -> tuple[Histogram, Counter]:
    return _seconds.labels(method, route), _requests.labels(method, route, str(status))


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """`route` is a pattern of ours: the number of series is bounded by our addresses."""
    histogram, counter = _series(method, route, status)
    histogram.observe(seconds)
    counter.inc()


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry) + _owed()


_owed_cache: tuple[float, bytes] = (0.0, b"")


def _owed() -> bytes:
    """How many messages are due and for how long, how many failed for good; nothing while the
    database is away.

    Asked of the database at most every few seconds, however often somebody scrapes.
    """
    global _owed_cache  # one value a process; a race costs one more query
    until, text = _owed_cache
    if time.monotonic() < until:
        return text
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), coalesce(extract(epoch FROM now() - min(due_at)), 0)"
                " FROM core_message WHERE state IN ('pending', 'running') AND due_at <= now()"
            )
            due, oldest = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM core_message WHERE state = 'failed'")
            (failed,) = cursor.fetchone()
    except DatabaseError:
        return b"muster_database_up 0\n"
    text = (
        f"muster_database_up 1\nmuster_messages_due {due}\n"
        f"muster_oldest_message_seconds {float(oldest):.1f}\nmuster_messages_failed {failed}\n"
    ).encode()
    _owed_cache = (time.monotonic() + REMEMBER_OWED_SECONDS, text)
    return text
