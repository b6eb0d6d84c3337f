"""Finding events near a ZIP code among 50,000, as the API's list does."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from bench.gathering import ZONE, make_event
from bench.harness import Bench, Floor, Measured
from core.actors import ANYONE
from events.local_time import in_zone
from events.models import Event
from events.selectors.event import near, upcoming, visible_to
from places.models import PostalCode

EVENTS = 50_000
ASKED = 200
SECONDS = 0.020
PAGE = 50


@contextmanager
def prepare() -> Iterator[Bench]:
    """Events all over the country, most where most ZIP codes are."""
    make_event()
    known = PostalCode.objects.filter(latitude__isnull=False)
    places = list(known.values_list("city", "region", "latitude", "longitude", "code"))
    rng = random.Random(7)
    _scatter(rng, places)
    codes = [rng.choice(places)[4] for _ in range(ASKED)]
    yield Bench(
        name=f"near, among {EVENTS:,} events",
        unit="answers/s",
        ways={"muster": lambda number: _ask(codes)},
        limits=[],
        floors=[Floor("muster", at_least=1 / SECONDS)],
    )


def _scatter(rng: random.Random, places: list[Any]) -> None:
    pattern = Event.objects.get(slug="bench")
    rows = []
    for number in range(EVENTS):
        city, region, latitude, longitude, _ = rng.choice(places)
        start = in_zone(
            datetime.now(UTC).replace(microsecond=0) + timedelta(hours=rng.randrange(1, 900)), ZONE
        )
        row = Event(
            slug=f"event-{number}", campaign_id=pattern.campaign_id, group_id=pattern.group_id,
            title="Rally", city=city, region=region, latitude=latitude, longitude=longitude,
            duration_minutes=60, reminders=[],
        )  # fmt: skip
        row.set_start(start)
        rows.append(row)
    Event.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE events_event")


def _ask(codes: list[str]) -> Measured:
    began = time.perf_counter()
    for code in codes:
        rows = near(upcoming(visible_to(ANYONE)), postal_code=code, miles=25)
        list(rows.order_by("distance")[:PAGE])  # type: ignore[misc]  # an annotation, no field
    return Measured(len(codes), time.perf_counter() - began)
