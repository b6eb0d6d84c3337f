"""A goal that grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.goal import next_goal


@pytest.mark.parametrize(
    ("count", "first", "goal"),
    [
        (0, 100, 100),
        (99, 100, 100),
        (100, 100, 500),
        (500, 100, 1_000),
        (4_999, 100, 5_000),
        (5_000, 100, 10_000),
        (19_000, 100, 50_000),
        (250_000, 100, 500_000),
        (10, 1_234, 1_234),
        (1_234, 1_234, 5_000),
        (0, 1, 1),
        (1, 1, 100),
    ],
)
def test_next_goal(count: int, first: int, goal: int) -> None:
    assert next_goal(count, first=first) == goal


@given(count=st.integers(0, 10**9), first=st.integers(1, 10**8))
def test_it_is_always_ahead_and_never_shrinks(count: int, first: int) -> None:
    goal = next_goal(count, first=first)
    assert goal > count
    assert goal >= first
    assert next_goal(count + 1, first=first) >= goal
