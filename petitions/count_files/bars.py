"""Draws a list of names with bars and numbers, longest first. Small counts all look alike."""

from collections.abc import Mapping

from core.small_counts import HIDDEN, UNDER_TEN
from petitions.count_files.canvas import (
    ACCENT,
    LABEL,
    LOST,
    NOTE,
    SOFT,
    Canvas,
    Frame,
    Type,
)

ROW = 14.5
BAR = 7.0
NUMBERS = 52.0
STUB = 1.5
Count = int | str


def draw_bars(
    canvas: Canvas, frame: Frame, counts: Mapping[str, Count], *, labels: float, rest: str
) -> None:
    """As many rows as the frame is high; what is left over becomes one line of text.

    `labels` is the width of the names, `rest` the noun of what is left over ("more states").
    """
    ordered = sorted(
        ((name, n) for name, n in counts.items() if n),
        key=lambda pair: (-pair[1] if isinstance(pair[1], int) else _rank(pair[1]), pair[0]),
    )
    fit = max(int(frame.height // ROW), 1)
    shown = ordered if len(ordered) <= fit else ordered[: fit - 1]
    highest = max((n for _, n in shown if isinstance(n, int)), default=1)
    left, room = frame.x + labels + 8, frame.width - labels - 8 - NUMBERS
    for number, (name, n) in enumerate(shown):
        y = frame.y + number * ROW
        canvas.text(frame.x, y + BAR, canvas.cut(name, labels, LABEL), LABEL)
        if isinstance(n, int):
            canvas.box(left, y, max(room * n / highest, STUB), BAR, ACCENT)
        else:
            canvas.box(left, y, STUB, BAR, LOST)
        canvas.text_right(frame.right, y + BAR, shown_number(n), Type(8.5))
    left_over = ordered[len(shown) :]
    if left_over:
        y = frame.y + len(shown) * ROW + BAR
        canvas.text(frame.x, y, _left_over([n for _, n in left_over], rest), NOTE)
    if not ordered:
        canvas.text(frame.x, frame.y + 10, "No signatures yet.", Type(8.5, SOFT))


def shown_number(n: Count) -> str:
    """With thousands apart; a dash for what is hidden because of its neighbours."""
    if isinstance(n, int):
        return f"{n:,}"
    return "–" if n == HIDDEN else n


def _left_over(counts: list[Count], rest: str) -> str:
    known = sum(n for n in counts if isinstance(n, int))
    together = f", together {known:,}" if all(isinstance(n, int) for n in counts) else ""
    return f"and {len(counts):,} {rest}{together}"


def _rank(hidden: str) -> int:
    """Hidden counts come after all numbers, those that may be large first."""
    return 2 if hidden == UNDER_TEN else 1
