"""The goal that a petition shows: it grows as people sign. Pure."""


def next_goal(count: int, *, first: int) -> int:
    """`first` until it is reached, then the next of 100, 500, 1,000, 5,000, 10,000, … above it.

    A goal that is reached is always followed by one that is not, so the bar never stands at full.
    """
    if count < first:
        return first
    step, factor = 100, 5
    while step <= max(count, first):
        step, factor = step * factor, 2 if factor == 5 else 5
    return step
