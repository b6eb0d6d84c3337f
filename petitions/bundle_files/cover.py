"""The letter that lies on top of the box: the demand, what is in it, and how to check it.

The letter, then a page of counts and the way to verify.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.markdown import Block, blocks
from petitions.bundle_files.manifest import grouped
from petitions.bundle_files.typefaces import STRONG, TEXT, Typeface
from petitions.bundle_files.typesetter import PAGE_HEIGHT, PAGE_WIDTH, Colour, Typesetter

LEFT, RIGHT = 72.0, PAGE_WIDTH - 72.0
FLOOR, FOOTER = PAGE_HEIGHT - 84.0, PAGE_HEIGHT - 44.0
INK: Colour = (24, 28, 36)
SOFT: Colour = (92, 98, 110)
HAIRLINE: Colour = (214, 218, 224)
ACCENT: Colour = (150, 32, 48)
BODY, BODY_STEP, INDENT = 10.5, 15.5, 16.0

WATERFALL = (
    ("received", "Received", "Everything that arrived: online, on paper and in partners' lists."),
    ("rejected", "Rejected", "Rows without a usable name or address."),
    ("duplicates", "Duplicates", "The same person again, through any partner; counted once."),
    ("unconfirmed", "Unconfirmed", "Signed online and did not yet confirm by e-mail."),
    ("withdrawn", "Withdrawn", "Took their signature back."),
    ("invalidated", "Invalidated", "Found not to be a signature of that person."),
    ("confirmed", "Confirmed", "Signed online and confirmed by e-mail where that was asked."),
    ("attested", "Attested", "Collected by a partner who vouches for the list."),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the cover letter says. `demand` is Markdown."""

    title: str
    demand: str
    target: str
    groups: Sequence[str]
    bundle: str
    sealed_at: datetime
    since: str
    total: int
    listed: int
    not_shown: int
    no_name: int
    parts: int
    pages: int
    waterfall: Mapping[str, int]
    root: str
    key_fingerprint: str


def cover_letter(letter: Letter) -> bytearray:
    """The PDF; the same bytes for the same letter."""
    pages = _CoverPages(letter)
    pages.draw_letter()
    pages.draw_counts()
    pages.draw_check()
    return pages.setter.pdf.output()


class _CoverPages:
    """Draws top down; `y` is the next baseline."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.setter = Typesetter(title=letter.title, made_at=letter.sealed_at)
        self.y = 0.0

    def draw_letter(self) -> None:
        letter = self.letter
        self._page()
        self._label(f"Petition to: {letter.target}  ·  {_day(letter.sealed_at)}", 26)
        self._paragraph(letter.title, STRONG, 22, 28, INK, most=4)
        self._skip(2)
        self._rule(ACCENT, 2.0, LEFT + 56)
        self._skip(48)
        self._figure()
        for block in blocks(letter.demand):
            self._draw_block(block)
        self._skip(8)
        self._label("On behalf of", 16)
        self._paragraph(", ".join(letter.groups), STRONG, BODY, BODY_STEP, INK)
        self._draw_handover()
        self._draw_footer()

    def _draw_block(self, block: Block) -> None:
        face, indent = (STRONG, 0.0) if block.is_heading else (TEXT, INDENT * bool(block.mark))
        if block.is_heading:
            self._skip(4)
            self._need(3 * BODY_STEP)  # no heading stands alone at the foot of a page
        if block.mark:
            self._need(BODY_STEP)
            self.setter.use(TEXT, BODY)
            self.setter.colour(INK)
            self.setter.draw(LEFT, self.y, block.mark)
        words = " ".join(block.words.split())
        self._paragraph(words, face, BODY, BODY_STEP, INK, indent=indent)
        self._skip(3 if block.mark or block.is_heading else 6)

    def _draw_handover(self) -> None:
        """Lines to sign on when the box changes hands, where the page has room for them."""
        if self.y > FLOOR - 50:
            return
        self.setter.use(TEXT, 8)
        self.setter.colour(SOFT)
        third = (RIGHT - LEFT + 18) / 3
        for column, label in enumerate(("Handed over by", "Received by", "Date and stamp")):
            x = LEFT + column * third
            self.y = FLOOR
            self._rule(SOFT, 0.6, x + third - 18, x)
            self.setter.draw(x, FLOOR, label)

    def _figure(self) -> None:
        letter = self.letter
        self._paragraph(f"{letter.total:,}", STRONG, 44, 21, ACCENT)
        signatures = "person signed" if letter.total == 1 else "people signed"
        news = ", whose signatures are new in this delivery" if letter.since else ""
        self._paragraph(f"{signatures}{news}", TEXT, 13, 18, INK)
        self._skip(16)

    def draw_counts(self) -> None:
        letter = self.letter
        self._page()
        self._heading("What is in the box")
        self._paragraph(self._contents(), TEXT, BODY, BODY_STEP, INK)
        self._skip(14)
        self._heading("How many are real")
        text = (
            "Every person is counted once, whichever group they signed through. This is the whole"
        )
        self._paragraph(f"{text} account on {_day(letter.sealed_at)}.", TEXT, BODY, BODY_STEP, INK)
        self._skip(4)
        for key, label, meaning in WATERFALL:
            self._count(label, letter.waterfall[key], meaning)
        counted = letter.waterfall["confirmed"] + letter.waterfall["attested"]
        self._count("Counted", counted, "Confirmed and attested.", STRONG)
        self._skip(14)

    def _contents(self) -> str:
        letter = self.letter
        hidden = []
        if letter.not_shown:
            hidden.append(f"{letter.not_shown:,} asked that their names not be shown")
        if letter.no_name:
            hidden.append(f"{letter.no_name:,} are known to us without a name")
        rest = f" Of the others, {' and '.join(hidden)}." if hidden else ""
        sheets = _counted(letter.pages, "page of signature sheets", "pages of signature sheets")
        parts = f" in {letter.parts:,} parts" if letter.parts > 1 else ""
        earlier = f" It continues bundle {letter.since}." if letter.since else ""
        return (
            f"{_counted(letter.listed, 'signature', 'signatures')} by name on {sheets}{parts},"
            f" and the same as tables.{rest}{earlier}"
        )

    def _count(self, label: str, number: int, meaning: str, face: Typeface = TEXT) -> None:
        self._need(16)
        setter = self.setter
        setter.use(face, BODY)
        setter.colour(INK)
        setter.draw(LEFT, self.y, label)
        setter.draw_right(LEFT + 140, self.y, f"{number:,}")
        setter.use(TEXT, 9)
        setter.colour(SOFT)
        setter.draw(LEFT + 156, self.y, meaning)
        self._line_under(5)
        self._skip(17.5)

    def draw_check(self) -> None:
        letter = self.letter
        self._heading("How to check it")
        self._paragraph(
            "The file manifest.json states the SHA-256 of every file and is signed. Whoever has the"
            " electronic bundle can run verify.py, which needs only Python and the package"
            " cryptography. Anyone who signed can ask us for a proof that their own signature is"
            " inside; it shows nothing about anyone else.",
            TEXT, BODY, BODY_STEP, INK,
        )  # fmt: skip
        self._skip(6)
        self._code("Bundle", letter.bundle)
        self._code("Sealed", f"{_day(letter.sealed_at)}, {letter.sealed_at:%H:%M} UTC")
        self._code("Merkle root", grouped(letter.root))
        self._code("Signing key", grouped(letter.key_fingerprint))
        self._draw_footer()

    def _code(self, label: str, value: str) -> None:
        self.setter.use(TEXT, 9)
        for index, line in enumerate(self.setter.wrap(value, RIGHT - LEFT - 84)):
            self._need(14)
            self.setter.use(TEXT, 9)
            self.setter.colour(SOFT)
            self.setter.draw(LEFT, self.y, "" if index else label)
            self.setter.colour(INK)
            self.setter.draw(LEFT + 84, self.y, line)
            self._skip(13.5)

    def _draw_footer(self) -> None:
        self.setter.use(TEXT, 7.5)
        self.setter.colour(SOFT)
        self.setter.draw(LEFT, FOOTER, f"Bundle {self.letter.bundle}")

    def _page(self) -> None:
        self.setter.add_page()
        self.y = 92.0

    def _need(self, height: float) -> None:
        if self.y + height > FLOOR:
            self._page()

    def _skip(self, height: float) -> None:
        self.y += height

    def _label(self, text: str, step: float) -> None:
        self._paragraph(text, STRONG, 9, step, SOFT, most=2)

    def _heading(self, text: str) -> None:
        self._need(60)
        self._paragraph(text, STRONG, 13, 22, INK)

    def _paragraph(
        self,
        text: str,
        face: Typeface,
        size: float,
        step: float,
        colour: Colour,
        *,
        most: int = 500,
        indent: float = 0.0,
    ) -> None:
        self.setter.use(face, size)
        for line in self.setter.wrap(text, RIGHT - LEFT - indent)[:most]:
            self._need(step)
            self.setter.use(face, size)
            self.setter.colour(colour)
            self.setter.draw(LEFT + indent, self.y, line)
            self._skip(step)

    def _rule(self, colour: Colour, width: float, end: float, start: float = LEFT) -> None:
        pdf = self.setter.pdf
        pdf.set_draw_color(*colour)
        pdf.set_line_width(width)
        pdf.line(start, self.y - 12, end, self.y - 12)

    def _line_under(self, below: float) -> None:
        self.y += below + 12
        self._rule(HAIRLINE, 0.5, RIGHT)
        self.y -= below + 12


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
