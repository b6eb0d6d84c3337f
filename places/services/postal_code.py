"""Loads the ZIP codes into their table. Looking them up is the selectors' work."""

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import zipcodes
from django.db import connection, transaction

from core.locks import hold_until_commit
from places.models import PostalCode
from places.place import fold_name

COLUMNS = "code, city, city_folded, county, region, country, latitude, longitude, timezone"
# The package has one shifted row whose zone is a village's name.
ZONES_BY_STATE = {"AK": "America/Anchorage"}


class LoadFigures(NamedTuple):
    """`places` ZIP codes are in the table, `changed` of them were written now."""

    places: int
    changed: int


def load_places() -> LoadFigures:
    """Brings the table in step with the `zipcodes` package, in one transaction.

    Running it again writes nothing. A ZIP code that the package no longer has is kept:
    people still live there and older rows speak of it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_until_commit("places.load")
        cursor.execute(
            "CREATE TEMP TABLE loaded (LIKE places_postalcode INCLUDING DEFAULTS) ON COMMIT DROP"
        )
        cursor.copy_expert(COPY, _as_csv())
        cursor.execute(UPSERT)
        changed = cursor.rowcount
        cursor.execute("DROP TABLE loaded")
        _fold_kept()
    return LoadFigures(places=PostalCode.objects.count(), changed=changed)


def _fold_kept() -> None:
    """Folds the names of those that the package no longer had when folding them began."""
    for row in PostalCode.objects.filter(city_folded="").only("city"):
        row.city_folded = fold_name(row.city)
        row.save(update_fields=["city_folded"])


COPY = f"COPY loaded ({COLUMNS}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (county, timezone))"
UPSERT = f"""
    INSERT INTO places_postalcode AS kept ({COLUMNS})
    SELECT {COLUMNS} FROM loaded
    ON CONFLICT (code) DO UPDATE SET
        city = excluded.city, city_folded = excluded.city_folded, county = excluded.county,
        region = excluded.region, country = excluded.country,
        latitude = excluded.latitude, longitude = excluded.longitude, timezone = excluded.timezone
    WHERE (kept.city, kept.city_folded, kept.county, kept.region, kept.country,
           kept.latitude, kept.longitude, kept.timezone)
        IS DISTINCT FROM
          (excluded.city, excluded.city_folded, excluded.county, excluded.region, excluded.country,
           excluded.latitude, excluded.longitude, excluded.timezone)
"""  # noqa: S608 - column names of our own, no input


def _as_csv() -> io.StringIO:
    text = io.StringIO()
    csv.writer(text).writerows(_rows())
    text.seek(0)
    return text


def _rows() -> Iterator[tuple[str, ...]]:
    zones = available_timezones()
    for entry in zipcodes.list_all():
        yield (
            entry["zip_code"],
            entry["city"],
            fold_name(entry["city"]),
            entry["county"],
            entry["state"],
            "US",  # mail to the military abroad is addressed as US mail
            *_position(entry),
            _zone(entry, zones),
        )


def _position(entry: dict[str, Any]) -> tuple[str, str]:
    """Latitude and longitude in degrees; empty where the package says 0, 0."""
    latitude, longitude = entry["lat"] or "0", entry["long"] or "0"
    if float(latitude) == 0 and float(longitude) == 0:
        return "", ""
    return latitude, longitude


def _zone(entry: dict[str, Any], zones: set[str]) -> str:
    zone: str = entry["timezone"]
    return zone if not zone or zone in zones else ZONES_BY_STATE.get(entry["state"], "")
