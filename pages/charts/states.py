"""Where people signed: the states of the US as tiles, each about where it is, darker for more.

A count that is hidden has the shade of the smallest, and says that it is hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from petitions.count_files.state_map import SHADES, TILES
from places.us_states import US_STATES

TILE = 40


@dataclass(frozen=True)
class Tile:
    """A state: its letters, its name, where it stands, and its shade from 0 (nobody) to SHADES."""

    letters: str
    name: str
    n: int | str
    x: int
    y: int
    shade: int

    @property
    def place(self) -> str:
        """Where it stands, as an attribute of SVG."""
        return f"translate({self.x} {self.y})"

    @property
    def kind(self) -> str:
        """Its shade, as a class of the stylesheet."""
        return f"shade-{self.shade}"


def state_tiles(shown: Mapping[str, int | str]) -> list[Tile]:
    """The tiles of counts by a state's letters, as they are shown."""
    highest = max((n for key, n in shown.items() if isinstance(n, int) and key in TILES), default=0)
    return [
        Tile(
            letters=letters,
            name=US_STATES[letters],
            n=shown.get(letters, 0),
            x=column * TILE,
            y=row * TILE,
            shade=_shade(shown.get(letters, 0), highest),
        )
        for letters, (column, row) in TILES.items()
    ]


def _shade(n: int | str, highest: int) -> int:
    """By the square root of the share, so that small states differ as well."""
    if not n:
        return 0
    if isinstance(n, str):
        return 1
    return min(int((n / highest) ** 0.5 * SHADES), SHADES - 1) + 1
