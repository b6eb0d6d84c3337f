"""What became of everything received, step by step: a bar for each step.

Each row is a line of a table with its bar in a cell, so that words and numbers are text at any
size and a screen reader hears a table. Widths are in thousandths of everything received.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from petitions.waterfall import Waterfall

Kind = Literal["all", "lost", "counted", "part"]
WIDTH = 1000
LEAST = 4  # a count that is not zero can be seen


@dataclass(frozen=True)
class Bar:
    """A row: its words, its number, and its bar from `x` on. `lost` rows are taken away."""

    key: str
    words: str
    n: int
    x: int
    width: int
    kind: Kind


def waterfall_bars(total: Waterfall) -> list[Bar]:
    """Received, what does not count, what counts, and what that is made of."""
    scale = WIDTH / max(total["received"], 1)
    return [
        Bar(key, words, n, round(start * scale), _width(n * scale), kind)
        for key, words, n, start, kind in _steps(total)
    ]


def _steps(total: Waterfall) -> Iterator[tuple[str, str, int, int, Kind]]:
    """Key, words, how many, from where on, kind."""
    left = total["received"]
    yield "received", _("Received"), left, 0, "all"
    for key, words, n in (
        ("rejected", _("Rows that could not be used"), total["rejected"]),
        ("duplicates", _("The same person again"), total["duplicates"]),
        ("unconfirmed", _("Not confirmed yet"), total["unconfirmed"]),
        ("withdrawn", _("Taken back by the person"), total["withdrawn"]),
        ("invalidated", _("Found invalid"), total["invalidated"]),
    ):
        left -= n
        yield key, words, n, left, "lost"
    confirmed = total["confirmed"]
    yield "counted", _("Counted"), total["counted"], 0, "counted"
    yield "confirmed", _("Confirmed by e-mail"), confirmed, 0, "part"
    yield "attested", _("On a list that a group answers for"), total["attested"], confirmed, "part"
    yield "deliverable", _("With a name that may be shown"), total["deliverable"], 0, "part"


def _width(length: float) -> int:
    return max(round(length), LEAST) if length else 0
