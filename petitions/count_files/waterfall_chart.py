"""Draws the waterfall whole: from everything received, step by step, to what counts."""

from dataclasses import dataclass

from petitions.bundle_files.typefaces import STRONG, TEXT
from petitions.bundle_files.typesetter import Colour
from petitions.count_files.canvas import (
    ACCENT,
    HAIRLINE,
    INK,
    LOST,
    SOFT,
    TINT,
    Canvas,
    Frame,
    Type,
)
from petitions.waterfall import Waterfall

ROW = 14.5
BAR = 9.0
LABELS = 122.0
NUMBERS = 62.0
LEAST = 0.8  # a count that is not zero can be seen


@dataclass(frozen=True)
class Step:
    """One row: a bar from `start` to `start + n`, in signatures."""

    label: str
    n: int
    start: int
    colour: Colour
    strong: bool = False
    minus: bool = False


def steps(total: Waterfall) -> list[Step]:
    """Received, what does not count, what counts, and what that is made of."""
    found = [Step("Received", total["received"], 0, SOFT, strong=True)]
    left = total["received"]
    for label, n in (
        ("Unusable rows", total["rejected"]),
        ("Same person again", total["duplicates"]),
        ("Not confirmed yet", total["unconfirmed"]),
        ("Taken back", total["withdrawn"]),
        ("Found invalid", total["invalidated"]),
    ):
        left -= n
        found.append(Step(label, n, left, LOST, minus=True))
    counted, confirmed = total["counted"], total["confirmed"]
    return [
        *found,
        Step("Counted", counted, 0, ACCENT, strong=True),
        Step("Confirmed", confirmed, 0, TINT),
        Step("Attested by a group", total["attested"], confirmed, TINT),
    ]


def draw_waterfall(canvas: Canvas, frame: Frame, total: Waterfall) -> None:
    """Nine rows of ROW points each, from the top of the frame."""
    left, right = frame.x + LABELS, frame.right - NUMBERS
    scale = (right - left) / max(total["received"], 1)
    drawn = steps(total)
    y = frame.y + 6 * ROW - (ROW - BAR) / 2
    canvas.line(frame.x, y, frame.right, y, HAIRLINE)
    for number, step in enumerate(drawn):
        y = frame.y + number * ROW
        if 0 < number < len(drawn) - 2 and total["received"]:
            before = drawn[number - 1]
            top = y - ROW + (BAR if before.n else 0)
            canvas.line(left + _level(before) * scale, top, left + _level(before) * scale, y, LOST)
        _draw_step(canvas, frame, y, left + step.start * scale, step.n * scale, step)


def _draw_step(canvas: Canvas, frame: Frame, y: float, x: float, width: float, step: Step) -> None:
    part = step.colour is TINT
    type_ = Type(8.5, SOFT if part else INK, STRONG if step.strong else TEXT)
    base = y + BAR - 1.6
    canvas.text(frame.x + (10 if part else 0), base, step.label, type_)
    if step.n:
        canvas.box(x, y, max(width, LEAST), BAR, step.colour)
    sign = "−" if step.minus and step.n else ""
    canvas.text_right(frame.right, base, f"{sign}{step.n:,}", type_)


def _level(step: Step) -> int:
    """How much is left after this step: a thin line leads from there to the next."""
    return step.start if step.minus else step.n
