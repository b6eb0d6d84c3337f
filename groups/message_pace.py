"""How often a group may write to its members. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

A_DAY = timedelta(days=1)
MOST_A_DAY = 2


def free_from(at: datetime, others: Iterable[datetime]) -> datetime:
    """`at`, when no 24 hours around it then hold more than MOST_A_DAY messages; else a later time
    of which that is so."""
    times = sorted(others)
    while (crowded := _crowd(at, times)) is not None:
        at = crowded + A_DAY
    return at


def _crowd(at: datetime, times: list[datetime]) -> datetime | None:
    """The first of those times with which `at` would be one too many in a day."""
    every = sorted([*times, at])
    for first in range(len(every) - MOST_A_DAY):
        some = every[first : first + MOST_A_DAY + 1]
        if at in some and some[-1] - some[0] < A_DAY:
            return some[0]
    return None
