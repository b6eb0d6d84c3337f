"""Draws the picture that shows a page elsewhere: 1200 by 630 pixels, PNG. Pure: no database.

Letters come from the fonts of the signature sheets, so that a title in any script is drawn alike
everywhere; what no font has is drawn as a sign that something was there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, features

from petitions.bundle_files.typefaces import STRONG, TEXT, Typeface, drawable, face_for

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, QUIET, ACCENT, TRACK = "#ffffff", "#14181b", "#4d575c", "#0b5a3c", "#d7dedb"
TITLE_SIZES = (76, 64, 54, 46, 40)
TITLE_LINES = 3
TITLE_HEIGHT = 240
LEADING = 1.22
# Without raqm Arabic is drawn letter by letter: readable, not beautiful.
LAYOUT = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


@dataclass(frozen=True)
class SocialCard:
    """What stands on a card. `progress` is from 0 to 1, None where there is nothing to reach."""

    eyebrow: str
    title: str
    lines: Sequence[str]
    footer: str
    progress: float | None = None


def draw_card(card: SocialCard) -> bytes:
    """The PNG. Long titles get smaller letters, and are cut where even these do not do."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 16), fill=ACCENT)
    top = 64
    if card.eyebrow:
        _draw_line(pen, _cut(card.eyebrow, 30, TEXT), top, 30, QUIET, TEXT)
    top += 56
    size, lines = _fitted(card.title)
    for line in lines:
        _draw_line(pen, line, top, size, INK, STRONG)
        top += round(size * LEADING)
    top += 18
    for line in card.lines:
        _draw_line(pen, _cut(line, 36, TEXT), top, 36, INK, TEXT)
        top += 50
    if card.progress is not None:
        _draw_progress(pen, card.progress, top + 12)
    _draw_line(pen, _cut(card.footer, 30, TEXT), HEIGHT - 80, 30, ACCENT, TEXT)
    written = BytesIO()
    image.quantize(colors=64).save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_progress(pen: ImageDraw.ImageDraw, progress: float, top: int) -> None:
    right = WIDTH - MARGIN
    reached = MARGIN + max(24, round((right - MARGIN) * min(1.0, progress)))
    pen.rounded_rectangle((MARGIN, top, right, top + 24), radius=12, fill=TRACK)
    pen.rounded_rectangle((MARGIN, top, reached, top + 24), radius=12, fill=ACCENT)


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title takes at most TITLE_LINES."""
    for size in TITLE_SIZES:
        lines = _wrapped(drawable(" ".join(title.split())), size)
        if len(lines) <= TITLE_LINES and len(lines) * size * LEADING <= TITLE_HEIGHT:
            return size, lines
    last = _cut(f"{lines[TITLE_LINES - 1]}…", size, STRONG)
    return size, [*lines[: TITLE_LINES - 1], last if last.endswith("…") else f"{last}…"]


def _wrapped(text: str, size: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and _width(line + piece.rstrip(), size, STRONG) > WIDTH - 2 * MARGIN:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and around the characters of Chinese and its like.

    A word that is longer than a line breaks anywhere.
    """
    pieces = [""]
    for character in text:
        if _is_wide(character) or len(pieces[-1]) >= 24:
            pieces.append(character)
        else:
            pieces[-1] += character
        if character == " " or _is_wide(character):
            pieces.append("")
    return [piece for piece in pieces if piece]


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"


def _cut(text: str, size: int, face: Typeface) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    kept = drawable(" ".join(text.split()))
    if _width(kept, size, face) <= WIDTH - 2 * MARGIN:
        return kept
    while kept and _width(f"{kept}…", size, face) > WIDTH - 2 * MARGIN:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _draw_line(
    pen: ImageDraw.ImageDraw, text: str, top: int, size: int, fill: str, face: Typeface
) -> None:
    x = float(MARGIN)
    base = top + size
    for run, font in _runs(text, size, face):
        pen.text((x, base), run, font=font, fill=fill, anchor="ls")
        x += font.getlength(run)


def _width(text: str, size: int, face: Typeface) -> float:
    return sum(font.getlength(run) for run, font in _runs(text, size, face))


def _runs(text: str, size: int, face: Typeface) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """The text in pieces that one font draws; spaces go with what stands before them."""
    runs: list[tuple[str, Typeface]] = []
    for character in text:
        found = face_for(character) or TEXT
        chosen = face if found is TEXT else found
        if runs and (runs[-1][1] is chosen or character in " \u200c\u200d"):
            runs[-1] = (runs[-1][0] + character, runs[-1][1])
        else:
            runs.append((character, chosen))
    return [(run, _font(chosen, size)) for run, chosen in runs]


@cache
def _font(face: Typeface, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, layout_engine=LAYOUT)
