"""Which font draws which character. Reads font files; draws nothing."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
UNKNOWN = "\ufffd"
"""Stands for a character that no font has: one sees that something was there."""
_JOINERS = frozenset("\u200c\u200d")
_INVISIBLE = frozenset({"Cc", "Cf"})


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font file. `shaped` scripts need their letters joined, stacked or turned by HarfBuzz."""

    family: str
    file: str
    shaped: bool = False

    @property
    def path(self) -> Path:
        return FONTS / self.file


TEXT = Typeface("text", "NotoSans-Regular.ttf")
STRONG = Typeface("strong", "NotoSans-SemiBold.ttf")
OTHERS = (
    Typeface("arabic", "NotoSansArabic-Regular.ttf", shaped=True),
    Typeface("hebrew", "NotoSansHebrew-Regular.ttf", shaped=True),
    Typeface("thai", "NotoSansThai-Regular.ttf", shaped=True),
    Typeface("devanagari", "NotoSansDevanagari-Regular.ttf", shaped=True),
    Typeface("chinese", "NotoSansSC-Regular.ttf"),
    Typeface("korean", "NotoSansKR-Hangul.woff"),
    Typeface("emoji", "NotoEmoji-Regular.ttf"),
)
"""Asked in this order for what the text font lacks."""


@cache
def characters_of(face: Typeface) -> frozenset[str]:
    """Every character that the font can draw."""
    with TTFont(face.path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def plain_characters() -> frozenset[str]:
    """What the text font draws one by one, without marks to place: nearly every name."""
    return frozenset(c for c in characters_of(TEXT) if not _needs_company(c))


@cache
def face_for(character: str) -> Typeface | None:
    """The first font that has the character; None when none has it."""
    for face in (TEXT, *OTHERS):
        if character in characters_of(face):
            return face
    return None


def needs_shaping(text: str) -> bool:
    """Whether letters depend on their neighbours: joined scripts and marks that do not compose."""
    return any(_needs_company(c) or _is_shaped(c) for c in text)


def drawable(text: str) -> str:
    """The text in composed form, with a sign in place of what no font can draw."""
    text = unicodedata.normalize("NFC", text)
    if plain_characters().issuperset(text):
        return text
    kept = _JOINERS if any(_is_shaped(c) for c in text) else frozenset()
    return "".join(
        c if c in kept or face_for(c) else UNKNOWN
        for c in text
        if c in kept or not _is_invisible(c)
    )


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE or character in "\ufe0e\ufe0f"


def _is_shaped(character: str) -> bool:
    face = face_for(character)
    return face is not None and face.shaped


def _needs_company(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or unicodedata.bidirectional(
        character
    ) in {"R", "AL", "AN"}
