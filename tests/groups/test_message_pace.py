"""A group writes at most twice within any 24 hours."""

from datetime import UTC, datetime, timedelta

import pytest

from groups.message_pace import free_from

START = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("others", "hour", "free"),
    [
        ((), 0, 0),
        ((0,), 0, 0),
        ((0, 5), 10, 24),
        ((0, 5), 24, 24),
        ((0, 23), 24, 24),
        ((-23, 23), 0, 0),
        ((5, 10), 0, 29),
        ((0, 5, 24), 26, 29),
        ((0, 0), 0, 24),
    ],
)
def test_the_next_time_that_is_free(others: tuple[int, ...], hour: int, free: int) -> None:
    def at(hours: int) -> datetime:
        return START + timedelta(hours=hours)

    assert free_from(at(hour), map(at, others)) == at(free)
