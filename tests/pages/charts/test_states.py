"""The map of the states."""

from pages.charts.states import Tile, state_tiles


def test_more_people_are_darker_and_hidden_counts_look_alike() -> None:
    tiles = {
        tile.letters: tile
        for tile in state_tiles(
            {"CA": 1000, "NY": 250, "AK": "<10", "TX": "hidden", "Canada": 9999}
        )
    }
    assert tiles["AK"] == Tile("AK", "Alaska", "<10", x=0, y=0, shade=1)
    assert (tiles["WA"].place, tiles["WA"].kind) == ("translate(0 80)", "shade-0")
    shades = {letters: tiles[letters].shade for letters in ("CA", "NY", "TX", "ME")}
    assert shades == {"CA": 5, "NY": 3, "TX": 1, "ME": 0}
    assert len(tiles) == 52


def test_without_anybody_all_are_blank() -> None:
    assert {tile.shade for tile in state_tiles({})} == {0}
    assert {tile.shade for tile in state_tiles({"CA": "<10"})} == {0, 1}
