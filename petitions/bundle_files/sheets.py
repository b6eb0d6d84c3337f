"""Signature sheets: the names of one part on numbered letter pages, about forty a page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from petitions.bundle_files.lines import Line
from petitions.bundle_files.typefaces import STRONG, TEXT
from petitions.bundle_files.typesetter import PAGE_HEIGHT, PAGE_WIDTH, Colour, Typesetter

LEFT, RIGHT = 54.0, PAGE_WIDTH - 54.0
BOTTOM = PAGE_HEIGHT - 58.0
FOOTER = PAGE_HEIGHT - 36.0
TITLE_SIZE, TITLE_STEP = 13.0, 17.0
NAME_SIZE, PLACE_SIZE, COMMENT_SIZE, SMALL_SIZE = 10.0, 9.0, 8.0, 7.5
ROW, NEXT_LINE, COMMENT_LINE, COMMENT_ABOVE = 15.3, 12.0, 10.5, 2.0
NUMBER_END, NAME_X, CITY_X, STATE_X = LEFT + 32, LEFT + 42, LEFT + 268, LEFT + 420
GAP = 10.0
COMMENT_LINES = 12
"""A longer comment ends in an ellipsis here and stands whole in the names file."""

INK: Colour = (24, 28, 36)
SOFT: Colour = (92, 98, 110)
HAIRLINE: Colour = (214, 218, 224)
ACCENT: Colour = (150, 32, 48)


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """What stands around the names. `part` says which part of the bundle it is, "" when whole."""

    title: str
    target: str
    part: str
    bundle: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    name: list[str]
    city: list[str]
    state: list[str]
    comment: list[str]

    @property
    def height(self) -> float:
        tallest = max(len(self.name), len(self.city), len(self.state))
        comment = COMMENT_ABOVE + len(self.comment) * COMMENT_LINE if self.comment else 0.0
        return ROW + (tallest - 1) * NEXT_LINE + comment

    @property
    def comment_offset(self) -> float:
        """From the baseline of the name to that of the comment's first line."""
        return self.height - ROW - (len(self.comment) - 1) * COMMENT_LINE


class SignatureSheets:
    """Lays out and draws the sheets of one part; `first_number` is its first line's number."""

    def __init__(self, *, texts: SheetTexts, lines: Sequence[Line], first_number: int) -> None:
        self._texts, self._lines, self._first = texts, lines, first_number
        title = f"{texts.title} – {texts.part}" if texts.part else texts.title
        self._setter = Typesetter(title=title, made_at=texts.sealed_at)
        self._setter.use(STRONG, TITLE_SIZE)
        self._title = self._setter.wrap(texts.title, RIGHT - LEFT)[:2]
        self._top = 52.0 + TITLE_STEP * len(self._title) + 42
        self._ends = self._page_ends()
        self.pages = len(self._ends)

    def pdf(self, on_page: Callable[[], object] = lambda: None) -> bytearray:
        """The bytes of the document; the same for the same lines and texts.

        `on_page` is called before each page: a long document can say that it is still being drawn.
        """
        start = 0
        for page, end in enumerate(self._ends, start=1):
            on_page()
            self._setter.add_page()
            self._draw_head()
            self._draw_rows(start, end)
            self._draw_foot(page, start, end)
            start = end
        return self._setter.pdf.output()

    def _page_ends(self) -> list[int]:
        """For every page, the index after its last line; an empty part is one page."""
        ends, y = [], self._top
        for index in range(len(self._lines)):
            height = self._row(index).height
            if y + height > BOTTOM and y > self._top:
                ends.append(index)
                y = self._top
            y += height
        return [*ends, len(self._lines)]

    def _row(self, index: int) -> _Row:
        """The cells of a line, broken to their columns. The comment goes under the name."""
        line, setter = self._lines[index], self._setter
        setter.face, setter.size = TEXT, NAME_SIZE
        name = setter.wrap(line.name, CITY_X - NAME_X - GAP)
        setter.size = PLACE_SIZE
        city = setter.wrap(line.city, STATE_X - CITY_X - GAP)
        state = setter.wrap(_state(line), RIGHT - STATE_X)
        comment: list[str] = []
        if line.comment:
            setter.size = COMMENT_SIZE
            comment = _at_most(
                setter.wrap(" ".join(line.comment.split()), RIGHT - NAME_X - GAP), COMMENT_LINES
            )
        return _Row(self._first + index, name, city, state, comment)

    def _draw_head(self) -> None:
        setter, y = self._setter, 52.0
        setter.colour(INK)
        setter.use(STRONG, TITLE_SIZE)
        for text in self._title:
            setter.draw(LEFT, y, text)
            y += TITLE_STEP
        setter.use(TEXT, PLACE_SIZE)
        setter.colour(SOFT)
        self._draw_subtitle(y)
        self._rule(y + 9, ACCENT, 1.2)
        setter.use(STRONG, SMALL_SIZE)
        setter.draw_right(NUMBER_END, y + 24, "No.")
        for x, label in ((NAME_X, "Name"), (CITY_X, "City"), (STATE_X, "State")):
            setter.draw(x, y + 24, label)
        self._rule(self._top - 9, HAIRLINE, 0.6)

    def _draw_subtitle(self, y: float) -> None:
        part = self._setter.wrap(self._texts.part, (RIGHT - LEFT) / 2)[0]
        self._setter.draw_right(RIGHT, y, part)
        room = RIGHT - LEFT - self._setter.width(part) - GAP
        self._setter.draw(LEFT, y, self._setter.wrap(f"To: {self._texts.target}", room)[0])

    def _draw_rows(self, start: int, end: int) -> None:
        """Column by column, so that fonts and colours change a few times a page, not a line."""
        placed = list(self._placed(start, end))
        setter = self._setter
        setter.colour(SOFT)
        setter.use(TEXT, SMALL_SIZE)
        for y, row in placed:
            setter.draw_right(NUMBER_END, y, f"{row.number:,}")
        setter.use(TEXT, COMMENT_SIZE)
        for y, row in placed:
            self._draw_lines(NAME_X, y + row.comment_offset, row.comment, COMMENT_LINE)
        setter.colour(INK)
        setter.use(TEXT, PLACE_SIZE)
        for y, row in placed:
            self._draw_lines(CITY_X, y, row.city)
            self._draw_lines(STATE_X, y, row.state)
        setter.use(TEXT, NAME_SIZE)
        for y, row in placed:
            self._draw_lines(NAME_X, y, row.name)

    def _placed(self, start: int, end: int) -> Iterator[tuple[float, _Row]]:
        """The rows of a page with their baselines; draws the hairline under each."""
        y = self._top
        for index in range(start, end):
            row = self._row(index)
            yield y + 0.6, row
            y += row.height
            self._rule(y - 10.2, HAIRLINE, 0.4)

    def _draw_lines(
        self, x: float, y: float, texts: Sequence[str], step: float = NEXT_LINE
    ) -> None:
        for text in texts:
            self._setter.draw(x, y, text)
            y += step

    def _draw_foot(self, page: int, start: int, end: int) -> None:
        setter = self._setter
        self._rule(FOOTER - 13, HAIRLINE, 0.6)
        setter.use(TEXT, SMALL_SIZE)
        setter.colour(SOFT)
        for x, text in self._foot_left(start, end):
            setter.draw(x, FOOTER, text)
        setter.draw_right(RIGHT, FOOTER, f"Page {page:,} of {self.pages:,}")

    def _foot_left(self, start: int, end: int) -> Iterator[tuple[float, str]]:
        sealed = self._texts.sealed_at
        when = f"{sealed.day} {sealed:%B %Y, %H:%M} UTC"
        yield LEFT, f"Bundle {self._texts.bundle}, sealed {when}"
        if end > start:
            numbers = f"Nos. {self._first + start:,} – {self._first + end - 1:,}"
            yield STATE_X - 60, numbers

    def _rule(self, y: float, colour: Colour, width: float) -> None:
        pdf = self._setter.pdf
        pdf.set_draw_color(*colour)
        pdf.set_line_width(width)
        pdf.line(LEFT, y, RIGHT, y)


def _at_most(lines: list[str], count: int) -> list[str]:
    if len(lines) <= count:
        return lines
    return [*lines[: count - 1], lines[count - 1] + " …"]


def _state(line: Line) -> str:
    """The state, with the country where it is not the United States."""
    places = [line.state] if line.country in {"", "US"} else [line.state, line.country]
    return ", ".join(place for place in places if place)
