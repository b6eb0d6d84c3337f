"""Opens the frozen copies of a bundle and gives the lines that its files show."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from core.vault import Sealer, sealer, unseal
from petitions.bundle_files.leaf import Salts
from petitions.bundle_files.lines import Line, listed_line, place_then_name
from petitions.models import Bundle, BundleEntry, BundlePart
from petitions.vault_owner import petition_owner

ROWS_A_BATCH = 2000


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry's row and the line it is shown by."""

    id: int
    line: Line


def salts_of(bundle: Bundle) -> Salts:
    """The secrets of the bundle's leaves. Raises KeyDestroyed after shredding."""
    owner = petition_owner(bundle.petition_id)
    return Salts.from_secret(unseal(owner, bundle.public_id, bytes(bundle.secret or b"")))


def part_lines(
    bundle: Bundle, part: BundlePart, on_batch: Callable[[], object] = lambda: None
) -> list[ListedEntry]:
    """The part's lines in the order of its files; `on_batch` is called now and then."""
    opener = sealer(petition_owner(bundle.petition_id))
    rows = BundleEntry.objects.filter(bundle=bundle, part=part.number)
    found: list[tuple[tuple[str, ...], int, ListedEntry]] = []
    for count, entry in enumerate(rows.iterator(chunk_size=ROWS_A_BATCH)):
        if count % ROWS_A_BATCH == 0:
            on_batch()
        person = _person(opener, entry)
        line = line_of(entry, person, show_comments=bundle.texts["show_comments"])
        key = place_then_name(line, person.get("family_name", ""))
        found.append((key, line.signature.int, ListedEntry(entry.pk, line)))
    found.sort(key=lambda item: item[:2])
    return [item[2] for item in found]


def line_of(entry: BundleEntry, person: dict[str, str], *, show_comments: bool) -> Line:
    """What the bundle shows of a person who is listed."""
    return listed_line(
        signature=entry.signature_id,
        given_name=person.get("given_name", ""),
        family_name=person.get("family_name", ""),
        city=entry.city,
        state=entry.region,
        country=entry.country,
        comment=person.get("comment", "") if show_comments else "",
    )


def _person(opener: Sealer, entry: BundleEntry) -> dict[str, str]:
    person: dict[str, str] = json.loads(
        opener.unseal(entry.signature_id, bytes(entry.sealed or b""))
    )
    return person
