"""Finds US places: by ZIP code, by city and state, and all of them in memory for bulk work."""

import threading
from statistics import fmean
from sys import intern

from django.db.models import QuerySet

from places.models import PostalCode
from places.place import Place, fold_name

_FIELDS = ("country", "region", "city", "county", "timezone", "latitude", "longitude")
_table: dict[str, Place] = {}
_loading = threading.Lock()


def place_of_zip(code: str) -> Place | None:
    """The place of a five-digit ZIP code (ZIP+4 is read by its first five), or None."""
    row = PostalCode.objects.filter(code=code[:5]).values_list(*_FIELDS).first()
    return Place(*row) if row else None


def us_zip_table() -> dict[str, Place]:
    """Every ZIP code with its place, kept in this process once loaded (12 MB). Do not change it.

    Empty as long as `load_places` never ran.
    """
    with _loading:
        if not _table:
            for code, *fields in PostalCode.objects.values_list("code", *_FIELDS).iterator(5000):
                # Few distinct names over many rows: one copy of each.
                names = (intern(name) for name in fields[:5])
                _table[code] = Place._make((*names, *fields[5:]))
    return _table


def place_of_city(city: str, region: str) -> Place | None:
    """The US city of this name in the state (two letters), in the middle of its ZIP codes; or None.

    Case, accents and `St`/`Saint` do not matter.
    """
    rows = _cities_named(city).filter(region=region)
    found = [Place(*row) for row in rows.order_by("code").values_list(*_FIELDS)]
    if not found:
        return None
    first = next((place for place in found if place.timezone), found[0])
    return first._replace(
        latitude=_middle([place.latitude for place in found]),
        longitude=_middle([place.longitude for place in found]),
    )


def _middle(degrees: list[float | None]) -> float | None:
    known = [value for value in degrees if value is not None]
    return round(fmean(known), 4) if known else None


def states_with_city(city: str) -> list[str]:
    """The letters of the states in which there is a city of this name, sorted. Case, accents and
    `St`/`Saint` do not matter."""
    rows = _cities_named(city).order_by("region")
    return list(rows.values_list("region", flat=True).distinct())


def spelled_city(city: str) -> str | None:
    """The name of a US city as it is usually spelled: "san jose" is San Jose. None where there is
    no such city."""
    rows = _cities_named(city).order_by("code")
    return rows.values_list("city", flat=True).first()


def _cities_named(city: str) -> QuerySet[PostalCode]:
    folded = fold_name(city)
    return PostalCode.objects.filter(city_folded=folded) if folded else PostalCode.objects.none()
