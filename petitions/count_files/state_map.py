"""Draws the states of the US as tiles, each about where it is, darker for more signatures."""

from collections.abc import Mapping

from petitions.bundle_files.typefaces import STRONG
from petitions.bundle_files.typesetter import Colour
from petitions.count_files.canvas import (
    ACCENT,
    FAINT,
    NOTE,
    PALE,
    SOFT,
    WHITE,
    Canvas,
    Frame,
    Type,
)

GRID = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. PR
"""
TILES = {
    name: (column, row)
    for row, line in enumerate(GRID.split("\n")[1:-1])
    for column, name in enumerate(line.split())
    if name != ".."
}
COLUMNS, ROWS = 11, 8
LIGHTEST = 0.16
SHADES = 5


def draw_state_map(canvas: Canvas, frame: Frame, counts: Mapping[str, int | str]) -> None:
    """The tiles, as large as the frame allows, and what the shades mean."""
    size = min(frame.width / COLUMNS, (frame.height - 14) / ROWS)
    highest = max((n for n in counts.values() if isinstance(n, int)), default=0)
    for name, (column, row) in TILES.items():
        n = counts.get(name, 0)
        strength = _strength(n, highest)
        x, y = frame.x + column * size, frame.y + row * size
        canvas.box(x, y, size - 1.5, size - 1.5, shade(strength))
        colour = WHITE if strength > 0.55 else (SOFT if strength else FAINT)
        type_ = Type(size * 0.36, colour, STRONG)
        canvas.text_centred(x + (size - 1.5) / 2, y + size * 0.6, name, type_)
    if highest:
        _legend(canvas, frame.x, frame.y + ROWS * size + 6, highest)


def shade(strength: float) -> Colour:
    """From white at 0 to the accent at 1; PALE for nothing at all."""
    if not strength:
        return PALE
    mixed = [round(255 + (part - 255) * strength) for part in ACCENT]
    return mixed[0], mixed[1], mixed[2]


def _strength(n: int | str, highest: int) -> float:
    """One of SHADES, by the square root of the share, so that small states differ as well."""
    if not n:
        return 0.0
    if isinstance(n, str):
        return LIGHTEST
    step = min(int((n / highest) ** 0.5 * SHADES), SHADES - 1)
    return LIGHTEST + (1 - LIGHTEST) * step / (SHADES - 1)


def _legend(canvas: Canvas, x: float, y: float, highest: int) -> None:
    canvas.text(x, y + 6, "fewer", NOTE)
    x += canvas.width("fewer", NOTE) + 4
    for step in range(SHADES):
        strength = LIGHTEST + (1 - LIGHTEST) * step / (SHADES - 1)
        canvas.box(x, y, 10, 6.5, shade(strength))
        x += 11.5
    canvas.text(x + 3, y + 6, f"more (up to {highest:,})", NOTE)
