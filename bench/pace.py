"""How fast the machine is now, beside the fastest that it was in this run.

On cores that others share, the same work takes up to twice the processor time, for minutes on end:
what is near a limit would hold and miss it by turns. A small piece of work of one kind, timed right
before and after, tells how slow the machine is at that moment.

pace = Pace()
before = pace.look()
...  # what is measured
seconds = pace.at_best(measured, beside=min(before, pace.look()))
"""

import time
from html import escape

PIECES = 400
LOOKS = 5


class _Thing:
    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.number = number


class Pace:
    """Looks take some milliseconds. What was the fastest look is never forgotten, so that a slow
    beginning makes earlier figures larger, and none smaller."""

    def __init__(self) -> None:
        self._best = min(_work() for _ in range(10 * LOOKS))

    def look(self) -> float:
        """Seconds of processor for the piece of work now, the least of some."""
        now = min(_work() for _ in range(LOOKS))
        self._best = min(self._best, now)
        return now

    def at_best(self, seconds: float, *, beside: float) -> float:
        """What `seconds` of processor, had beside looks of `beside`, would be at the best pace."""
        return seconds * self._best / beside


def _work() -> float:
    """What pages do: small objects, attributes, words in other words, and an order."""
    began = time.process_time()
    things = [_Thing(f"name {number % 97}", number) for number in range(PIECES)]
    by_name: dict[str, int] = {}
    for thing in things:
        by_name[thing.name] = by_name.get(thing.name, 0) + thing.number
    lines = [f"<li>{escape(name)}: {count}</li>" for name, count in by_name.items()]
    "".join(sorted(lines, key=len))
    return time.process_time() - began
