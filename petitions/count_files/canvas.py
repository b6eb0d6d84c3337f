"""Shapes and texts of the page for the press, in points from the top left corner."""

import datetime as dt
from dataclasses import dataclass

from petitions.bundle_files.typefaces import STRONG, TEXT, Typeface, drawable
from petitions.bundle_files.typesetter import Colour, Typesetter

INK: Colour = (24, 28, 36)
SOFT: Colour = (92, 98, 110)
FAINT: Colour = (150, 155, 165)
HAIRLINE: Colour = (214, 218, 224)
PALE: Colour = (240, 241, 244)
ACCENT: Colour = (150, 32, 48)
TINT: Colour = (203, 136, 144)
LOST: Colour = (176, 182, 192)
WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True)
class Frame:
    """A part of the page: its left top corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Type:
    """How a text looks."""

    size: float
    colour: Colour = INK
    face: Typeface = TEXT


HEADING = Type(10.5, INK, STRONG)
LABEL = Type(8.5, INK)
LABEL_STRONG = Type(8.5, INK, STRONG)
NOTE = Type(7, SOFT)


class Canvas:
    """One page."""

    def __init__(self, *, title: str, made_at: dt.datetime) -> None:
        self.setter = Typesetter(title=title, made_at=made_at)
        self.setter.add_page()
        self._pdf = self.setter.pdf

    def text(self, x: float, y: float, text: str, type_: Type) -> None:
        """From `x` on, on the baseline `y`."""
        self._use(type_)
        self.setter.draw(x, y, drawable(text))

    def text_right(self, x: float, y: float, text: str, type_: Type) -> None:
        """Up to `x`."""
        self._use(type_)
        self.setter.draw_right(x, y, drawable(text))

    def text_centred(self, x: float, y: float, text: str, type_: Type) -> None:
        """Around `x`."""
        self.text(x - self.width(text, type_) / 2, y, text, type_)

    def width(self, text: str, type_: Type) -> float:
        self._use(type_)
        return self.setter.width(drawable(text))

    def lines(self, text: str, width: float, type_: Type, *, most: int = 99) -> list[str]:
        """The text in at most so many lines; what is too long ends in an ellipsis."""
        self._use(type_)
        wrapped = self.setter.wrap(text, width)
        if len(wrapped) <= most:
            return wrapped
        rest = " ".join(wrapped[most - 1 :])
        return [*wrapped[: most - 1], self.cut(rest, width, type_)]

    def cut(self, text: str, width: float, type_: Type) -> str:
        """The text on one line, its end cut off with an ellipsis where it is too long."""
        text = drawable(" ".join(text.split()))
        if self.width(text, type_) <= width:
            return text
        while text and self.width(text.rstrip() + "…", type_) > width:
            text = text[:-1]
        return text.rstrip() + "…"

    def paragraph(
        self, x: float, y: float, text: str, width: float, type_: Type, step: float, most: int = 99
    ) -> float:
        """Lines from the baseline `y` down; the baseline after the last."""
        for line in self.lines(text, width, type_, most=most):
            self.text(x, y, line, type_)
            y += step
        return y

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.setter.colour(colour)
        self._pdf.rect(x, y, width, height, style="F")

    def line(
        self, x: float, y: float, to_x: float, to_y: float, colour: Colour, width: float = 0.5
    ) -> None:
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(width)
        self._pdf.line(x, y, to_x, to_y)

    def output(self) -> bytes:
        return bytes(self._pdf.output())

    def _use(self, type_: Type) -> None:
        self.setter.use(type_.face, type_.size)
        self.setter.colour(type_.colour)
