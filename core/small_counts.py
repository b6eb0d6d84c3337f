"""Hides counts under ten, for those who may see counts and no people. Pure.

One person in a small place must not be pointed at. A count of 1 to 9 is shown as "<10"; where the
sum is known, what a small one could be worked out from is shown as "hidden".
"""

import math
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

Name = TypeVar("Name", str, tuple[str, str])

SMALL = 10
UNDER_TEN = f"<{SMALL}"
HIDDEN = "hidden"


def shown_count(n: int) -> int | str:
    """The count, or "<10"."""
    return UNDER_TEN if 0 < n < SMALL else n


def rounded_count(n: int) -> int | str:
    """The count to tens, a large one to two digits; or "<10". Two such counts, or one and an exact
    one, do not tell whom they differ by."""
    if n < SMALL:
        return shown_count(n)
    step: int = 10 ** max(1, len(str(n)) - 2)
    return (n + step // 2) // step * step


def cover_column(counts: Mapping[Name, int]) -> dict[Name, int | str]:
    """The counts of one column whose sum is known, so that none of the small ones can be worked
    out from it: small ones that stand alone, or are few together, take the next smallest along.
    Where none is left to take, `cover_sum` hides the sum."""
    shown = {name: shown_count(n) for name, n in counts.items()}
    gone = {name for name, n in shown.items() if n == UNDER_TEN}
    while _stand_alone_in(counts, gone):
        more = smallest(counts, gone)
        if not more:
            break
        gone |= more
    return shown | {name: HIDDEN for name in gone if shown[name] != UNDER_TEN}


def cover_sum(counts: Mapping[Name, int]) -> int | str:
    """Their sum as it may stand beside `cover_column` of them."""
    whole = shown_count(sum(counts.values()))
    gone = {name for name, n in cover_column(counts).items() if isinstance(n, str)}
    return HIDDEN if whole != UNDER_TEN and _stand_alone_in(counts, gone) else whole


def stand_alone(hidden: Collection[int], shown: Iterable[int] = ()) -> bool:
    """Whether hidden counts with a known sum do not hide each other: they are fewer than ten
    people together, or some count can have one value only.

    Of what says "<10" everybody knows that it is 1 to 9; of what was taken along, that it is ten
    or more and, in a column, was the next smallest to what is still `shown`. Each of them can have
    two values if two have room, and the sum is neither the least nor the most that all can make.
    """
    if not hidden:
        return False
    most = max(SMALL, min(filter(None, shown), default=math.inf) - 1)
    ranges = [(1, SMALL - 1) if n < SMALL else (SMALL, most) for n in hidden]
    lows, highs = zip(*ranges, strict=True)
    have_room = sum(low < high for low, high in ranges)
    whole = sum(hidden)
    return whole < SMALL or have_room < 2 or not sum(lows) < whole < sum(highs)


def _stand_alone_in(counts: Mapping[Name, int], gone: set[Name]) -> bool:
    return stand_alone(
        [counts[name] for name in gone], [n for name, n in counts.items() if name not in gone]
    )


def smallest(line: Mapping[Name, int], hidden: set[Name]) -> set[Name]:
    """The name with the smallest count that is not zero and not hidden, if any."""
    left = {name: n for name, n in line.items() if n and name not in hidden}
    return {min(left, key=lambda name: (left[name], name))} if left else set()
