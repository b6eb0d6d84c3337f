"""The limiter in PostgreSQL, for when Redis is away: slower, and as exact."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from core.limiters.use import Use

# A row that exists is locked and read afresh before the condition is checked, so concurrent
# requests cannot pass on the same reading. Nobody needs these rows after a crash.
TAKE = """
    SET LOCAL synchronous_commit TO off;
    INSERT INTO core_throttle AS kept (key, full_at)
    VALUES (%(key)s, clock_timestamp() + %(step)s * interval '1 microsecond')
    ON CONFLICT (key) DO UPDATE
    SET full_at = greatest(kept.full_at, clock_timestamp()) + %(step)s * interval '1 microsecond'
    WHERE greatest(kept.full_at, clock_timestamp()) + %(step)s * interval '1 microsecond'
        <= clock_timestamp() + %(window)s * interval '1 microsecond'
    RETURNING true
"""
WAIT = """
    SELECT extract(epoch FROM full_at - clock_timestamp()) + (%(step)s - %(window)s) / 1e6
    FROM core_throttle WHERE key = %(key)s
"""


class _Refused(Exception):
    """Rolls back: all uses are taken, or none."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def take(uses: Sequence[Use]) -> float:
    """Takes one use of each, or none: 0, or the seconds to wait.

    Call it outside a transaction: the rows stay locked until commit.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # In one order everywhere, so that two requests cannot wait for each other.
            for use in sorted(uses, key=lambda use: use.key):
                _take_one(cursor, use)
    except _Refused as refused:
        return refused.seconds
    return 0.0


def _take_one(cursor: Any, use: Use) -> None:
    params = {"key": use.key, "step": use.step_us, "window": use.window_us}
    cursor.execute(TAKE, params)
    if cursor.fetchone() is None:
        cursor.execute(WAIT, params)
        row = cursor.fetchone()
        raise _Refused(max(float(row[0]), 0.001) if row else 0.001)
