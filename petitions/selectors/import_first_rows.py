"""How the first rows of a list were read, for the stewards who decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groups.lists.layout import Layout
from groups.lists.place_finder import PlaceFinder
from groups.lists.rejects import RowRejected
from groups.lists.row_parser import RowParser
from groups.lists.text_rows import Row
from groups.selectors.canonical_rule import canonical_rules
from petitions.import_rows import parse_signer
from petitions.models import SignatureImport
from petitions.selectors.import_reading import CLOCKS_DIFFER
from places.selectors.postal_code import us_zip_table


@dataclass(frozen=True)
class FirstRow:
    """One row as it was understood; of one that cannot be used, why, by a key of REASONS."""

    line: int
    given_name: str = ""
    family_name: str = ""
    address: str = ""
    place: str = ""
    signed_at: datetime | None = None
    reason: str = ""


def first_rows(signature_import: SignatureImport, rows: Sequence[Row]) -> list[FirstRow]:
    """These rows of the list as importing would read them."""
    layout = Layout.from_json(signature_import.layout)
    latest = signature_import.created_at + CLOCKS_DIFFER
    parser = RowParser(layout, canonical_rules(), latest)
    places = PlaceFinder(us_zip_table())
    return [_first_row(parser, places, line, cells) for line, cells in rows]


def _first_row(parser: RowParser, places: PlaceFinder, line: int, cells: list[str]) -> FirstRow:
    try:
        row = parse_signer(parser, line, cells)
    except RowRejected as rejected:
        return FirstRow(line, reason=rejected.code)
    told = row.person
    paper = ", ".join(filter(None, (told.get("street"), told.get("postal_code"))))
    return FirstRow(
        line=line,
        given_name=told.get("given_name", ""),
        family_name=told.get("family_name", ""),
        address=told.get("email") or paper or told.get("phone", ""),
        place=", ".join(filter(None, reversed(places.place_of(row)))),
        signed_at=row.signed_at,
    )
