"""Where a row's signer lives: what the ZIP code says, else what the row says."""

from collections.abc import Mapping

from groups.lists.row_parser import ParsedRow
from places.place import Place
from places.us_states import us_state

_WITH_ZIP = frozenset({"", "US"})
Where = tuple[str, str, str]


class PlaceFinder:
    """`zip_table` is every US ZIP code with its place."""

    def __init__(self, zip_table: Mapping[str, Place]) -> None:
        self._zip_table = zip_table

    def place_of(self, row: ParsedRow) -> Where:
        """Country, region and city; each may be empty. US regions are two letters."""
        if row.country in _WITH_ZIP:
            place = self._zip_table.get(row.postal_code)
            if place is not None:
                return place.country, place.region, place.city
            state = us_state(row.region) if row.region else None
            if state:
                return "US", state, row.city
        return row.country, row.region, row.city
