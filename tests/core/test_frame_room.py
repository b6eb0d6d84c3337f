"""Frames of deep calls are not mapped and unmapped again and again."""

import resource
from collections.abc import Callable

from core.frame_room import call_with_room

LOOPS = 2000


def _leaf(number: int) -> int:
    return number


def _work(depth: int) -> int:
    """Calls often at this depth; the faults of memory that it met."""
    if depth:
        return _work(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for number in range(LOOPS):
        _leaf(number)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _worst(measure: Callable[[int], int]) -> int:
    """At the worst of the depths of one chunk and the next."""
    return max(measure(depth) for depth in range(400))


def test_a_loop_meets_no_end_of_a_chunk_at_any_depth_of_some_hundreds() -> None:
    assert call_with_room(_leaf, 7) == 7
    without = _worst(_work)
    assert call_with_room(_worst, _work) < LOOPS / 4 <= without
