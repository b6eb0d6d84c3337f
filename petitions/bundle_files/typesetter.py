"""Draws text on the pages of a PDF in any script that the fonts cover, fast where it can.

Nearly every name needs the text font only, whose characters are placed one after the other: that
path costs a fraction of what a cell of fpdf2 does. Other fonts are opened when a character needs
them, and HarfBuzz shapes only the texts that need it.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from petitions.bundle_files.typefaces import (
    STRONG,
    TEXT,
    Typeface,
    drawable,
    face_for,
    needs_shaping,
    plain_characters,
)

Colour = tuple[int, int, int]
PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
"""US letter, in points; y grows downwards, as everywhere in fpdf2."""


class Typesetter:
    """One PDF being written. Lengths are points, `y` is the baseline."""

    def __init__(self, *, title: str, made_at: datetime) -> None:
        self.pdf = FPDF(unit="pt", format="letter")
        self.pdf.set_creation_date(made_at)
        self.pdf.set_title(title)
        self.pdf.set_producer("Muster")
        self.pdf.set_lang("en")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        for face in (TEXT, STRONG):
            self.pdf.add_font(face.family, fname=face.path)
        self._known = {TEXT.family, STRONG.family}
        self._plain = plain_characters()
        self.face, self.size = TEXT, 10.0

    def add_page(self) -> None:
        self.pdf.add_page()
        self.use(self.face, self.size)

    def use(self, face: Typeface, size: float) -> None:
        """The font for what follows; its fallbacks are found by character."""
        self.face, self.size = face, size
        self.pdf.set_font(face.family, size=size)

    def colour(self, colour: Colour) -> None:
        """The colour of what follows on this page."""
        # fpdf2 wraps every text in a colour of its own unless the fill colour is the same.
        self.pdf.set_fill_color(*colour)
        self.pdf.set_text_color(*colour)

    def width(self, text: str) -> float:
        """The width of drawable text on one line."""
        if self._plain.issuperset(text):
            return self._advance(self.face, text)
        if needs_shaping(text):
            with self._shaping(text):
                return self.pdf.get_string_width(text)
        return sum(self._advance(face, run) for face, run in self._runs(text))

    def draw(self, x: float, y: float, text: str) -> None:
        """Text from `x` on; text of a right-to-left script stands there too, in its own order."""
        if self._plain.issuperset(text):
            self.pdf.text(x, y, text)
        elif needs_shaping(text):
            self._draw_shaped(x, y, text)
        else:
            self._draw_runs(x, y, text)

    def draw_right(self, x: float, y: float, text: str) -> None:
        """Text that ends at `x`."""
        self.draw(x - self.width(text), y, text)

    def wrap(self, text: str, width: float) -> list[str]:
        """The text in lines of at most `width`; a word that is longer is broken where it must."""
        text = drawable(text)
        if len(text) * self.size < width or self.width(text) <= width:
            return [text]
        return list(self._wrapped(text.split(), width))

    def _wrapped(self, words: list[str], width: float) -> Iterator[str]:
        line = ""
        for word in words:
            longer = f"{line} {word}".strip()
            if self.width(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            line = word
            while self.width(line) > width:
                head = self._head(line, width)
                yield head
                line = line[len(head) :]
        if line:
            yield line

    def _head(self, word: str, width: float) -> str:
        """The longest beginning of a word that fits, one character at least."""
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(word[:middle]) <= width:
                low = middle
            else:
                high = middle - 1
        return word[:low]

    def _advance(self, face: Typeface, text: str) -> float:
        font = self.pdf.fonts[face.family]
        return font.get_text_width(text, self.size, None)[1]

    def _runs(self, text: str) -> Iterator[tuple[Typeface, str]]:
        """Neighbouring characters of one font; the font in use stands in for the text font."""
        for face, run in groupby(text, key=lambda c: face_for(c) or TEXT):
            yield (self.face if face is TEXT else self._ready(face)), "".join(run)

    def _ready(self, face: Typeface) -> Typeface:
        if face.family not in self._known:
            self.pdf.add_font(face.family, fname=face.path)
            self._known.add(face.family)
        return face

    def _draw_runs(self, x: float, y: float, text: str) -> None:
        for face, run in self._runs(text):
            self.pdf.set_font(face.family, size=self.size)
            self.pdf.text(x, y, run)
            x += self._advance(face, run)
        self.pdf.set_font(self.face.family, size=self.size)

    def _draw_shaped(self, x: float, y: float, text: str) -> None:
        with self._shaping(text):
            # A cell as high as the font sets its baseline at 0.8 of its height.
            self.pdf.set_xy(x, y - 0.8 * self.size)
            self.pdf.cell(h=self.size, text=text, new_x=XPos.RIGHT, new_y=YPos.TOP)
        # The cell may leave the page at a fallback font that fpdf2 does not know to be current.
        self.pdf.current_font_is_set_on_page = False

    def _shaping(self, text: str) -> "_Shaping":
        self.pdf.set_font(self.face.family, size=self.size)
        families = {face.family for face, _ in self._runs(text)} - {self.face.family}
        return _Shaping(self.pdf, sorted(families))


class _Shaping:
    """Switches HarfBuzz and the fallback fonts on for a while."""

    def __init__(self, pdf: FPDF, families: list[str]) -> None:
        self._pdf, self._families = pdf, families

    def __enter__(self) -> None:
        self._pdf.set_fallback_fonts(self._families, exact_match=False)
        self._pdf.set_text_shaping(use_shaping_engine=True)

    def __exit__(self, *_: object) -> None:
        self._pdf.set_text_shaping(use_shaping_engine=False)
        self._pdf.set_fallback_fonts([])
