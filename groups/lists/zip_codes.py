"""Postal codes as people and spreadsheets write them, and the code they mean."""

import re
import unicodedata
from functools import lru_cache

_ZIP = re.compile(r"(\d{3,5})(?:\s*[-\u2013]\s*\d{4})?|(\d{7,9})")
_SPREADSHEET_NUMBER = re.compile(r"[.,]0+\Z")
_FOREIGN = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{1,9}")
_WITH_ZIP = frozenset({"", "US", "PR", "GU", "VI", "AS", "MP"})


@lru_cache(maxsize=65536)
def repair_postal_code(text: str, country: str = "") -> str:
    """The postal code meant by `text`; empty when none can be.

    In the United States, and where no country is given, three to five digits are a ZIP whose
    leading zeros a spreadsheet may have dropped; the +4 of ZIP+4 and a ".0" are removed. Other
    countries' codes come back in capitals.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    typed = _SPREADSHEET_NUMBER.sub("", typed)
    if country in _WITH_ZIP:
        zip_code = _ZIP.fullmatch(typed)
        if zip_code:
            short, long = zip_code.groups()
            return short.zfill(5) if short else long.zfill(9)[:5]
        if country:
            return ""
    typed = " ".join(typed.upper().split())
    return typed if _FOREIGN.fullmatch(typed) and typed.isascii() else ""
