"""Reads a bundle's tree and the places of its signatures."""

from collections.abc import Iterator

from django.db.models import Count, Q

from petitions.bundle_files.counts import PlaceCount
from petitions.models import Bundle


def leaves_in_order(bundle: Bundle) -> Iterator[bytes]:
    """The leaf hashes by number; a few thousand are in memory at a time."""
    rows = bundle.entries.order_by("number").values_list("leaf", flat=True)
    return (bytes(leaf or b"") for leaf in rows.iterator(chunk_size=5000))


def place_counts(bundle: Bundle) -> list[PlaceCount]:
    """How many are listed and not listed in every place."""
    rows = (
        bundle.entries.order_by()
        .values_list("country", "region", "city")
        .annotate(listed=Count("pk", filter=Q(part__gt=0)), hidden=Count("pk", filter=Q(part=0)))
    )
    return [PlaceCount(*row) for row in rows]
