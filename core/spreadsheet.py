"""Values that are safe to open in a spreadsheet program. Knows nothing of what they mean."""

import re
import unicodedata

FORMULA_STARTS = frozenset("=+-@")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PLAIN_START = re.compile(r"[^\W_]", re.ASCII)


def safe_cell(value: str) -> str:
    """The text as a cell that no spreadsheet program reads as a formula.

    A cell that begins like one, also after blanks, invisible characters or as a full-width variant
    (OWASP CSV injection, ASVS 1.2.10), gets an apostrophe in front. Line ends become "\\n"; NUL,
    other control characters and lone surrogates are taken out.
    """
    if _PLAIN_START.match(value) and value.isprintable():
        return value
    text = _UNWANTED.sub("", value.replace("\r\n", "\n"))
    if _begins_like_formula(text):
        text = "'" + text
    return text.replace("\r", "\n")


def plain_cell(cell: str) -> str:
    """The text of which `safe_cell` made the cell, without the apostrophe that it put in front."""
    return cell[1:] if cell.startswith("'") and _begins_like_formula(cell[1:]) else cell


def _begins_like_formula(text: str) -> bool:
    for character in text:
        if character in "\t\r\n":
            return True
        if character.isspace() or unicodedata.category(character) in {"Cf", "Zs", "Mn"}:
            continue
        return unicodedata.normalize("NFKC", character)[:1] in FORMULA_STARTS
    return False
