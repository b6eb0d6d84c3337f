"""A place as the other apps see it. Pure: no database."""

import re
import unicodedata
from typing import NamedTuple

_BETWEEN = re.compile(r"[^\w]+")
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


class Place(NamedTuple):
    """`country` is an ISO 3166 code; `region` a state's letters in the US, else a name.

    Position in degrees and the IANA zone are absent where nobody knows them.
    """

    country: str
    region: str = ""
    city: str = ""
    county: str = ""
    timezone: str = ""
    latitude: float | None = None
    longitude: float | None = None


def fold_name(name: str) -> str:
    """A city's or region's name for comparing: no case, accents or punctuation, `St` for Saint."""
    text = (name if name.isascii() else _without_accents(name)).casefold()
    words = _BETWEEN.sub(" ", text.replace("'", "")).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def _without_accents(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
