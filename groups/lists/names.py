"""A person's names from one column, and text made fit for one line."""

import re
import unicodedata

NAME_CHARACTERS = 100
# Joiners belong to names in Persian and Indic scripts; everything else unseen goes.
_JOINERS = frozenset("\u200c\u200d")
_AFTER_NAMES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
_FAMILY_FIRST = re.compile(r"[^,\"()=@]+,[^,\"()=@]+")


def one_line(text: str, limit: int) -> str:
    """`text` without control and direction characters, single-spaced, at most `limit` long."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    if "  " in text:
        text = " ".join(text.split())
    return text[:limit].rstrip() if len(text) > limit else text


def many_lines(text: str, limit: int) -> str:
    """`text` with its line breaks, without control and direction characters; cut at `limit`."""
    if not text:
        return ""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(c if c in "\n\t" else _visible(c) for c in text)
    return text[:limit] if text.strip() else ""


def _visible(character: str) -> str:
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if character.isspace() or category in ("Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Cn") else character


def split_name(name: str) -> tuple[str, str]:
    """Given and family name from one column: "García, Ana", "Ana García" or a single name.

    Joined with a space they read as the row said them; the cut before the last word serves
    sorting only.
    """
    if "," in name and _FAMILY_FIRST.fullmatch(name):
        family, given = (part.strip() for part in name.split(","))
        if given.replace(".", "").lower() not in _AFTER_NAMES:
            return given, family
    if not name[:1].isalpha():
        return name, ""
    given, _, family = name.rpartition(" ")
    return (given, family) if given else (family, "")
