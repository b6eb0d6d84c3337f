"""Hides counts under ten, for those who may see counts and no people. Pure.

One person in a small place must not be pointed at. A count of 1 to 9 is shown as "<10"; where the
sum is known, what a small one could be worked out from is shown as "hidden".
"""

from collections.abc import Mapping

SMALL = 10
UNDER_TEN = f"<{SMALL}"
HIDDEN = "hidden"


def shown_count(n: int) -> int | str:
    """The count, or "<10"."""
    return UNDER_TEN if 0 < n < SMALL else n


def cover_column(counts: Mapping[str, int]) -> dict[str, int | str]:
    """The counts of one column whose sum is known, so that none of the small ones can be worked
    out from it: small ones that stand alone, or are few together, take the next smallest along."""
    shown = {name: shown_count(n) for name, n in counts.items()}
    gone = {name for name, n in shown.items() if n == UNDER_TEN}
    while stand_alone([counts[name] for name in gone]):
        more = smallest(counts, gone)
        if not more:
            break
        gone |= more
    return shown | {name: HIDDEN for name in gone if shown[name] != UNDER_TEN}


def stand_alone(hidden: list[int]) -> bool:
    """Whether hidden counts with a known sum are too few or too small to hide each other."""
    return bool(hidden) and (len(hidden) == 1 or sum(hidden) < SMALL)


def smallest(line: Mapping[str, int], hidden: set[str]) -> set[str]:
    """The name with the smallest count that is not zero and not hidden, if any."""
    left = {name: n for name, n in line.items() if n and name not in hidden}
    return {min(left, key=lambda name: (left[name], name))} if left else set()
