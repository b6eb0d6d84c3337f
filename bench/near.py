"""Finding events near a ZIP code among 50,000, as the API's list does."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.crowd import EVENTS, scatter_events
from bench.gathering import make_event
from bench.harness import Bench, Floor, Measured
from core.actors import ANYONE
from events.models import Event
from events.selectors.event import near, upcoming, visible_to
from places.models import PostalCode

ASKED = 200
SECONDS = 0.020
PAGE = 50


@contextmanager
def prepare() -> Iterator[Bench]:
    """Events all over the country, most where most ZIP codes are."""
    make_event()
    scatter_events(Event.objects.get(slug="bench"))
    known = PostalCode.objects.filter(latitude__isnull=False).values_list("code", flat=True)
    codes = random.Random(7).sample(list(known), ASKED)
    yield Bench(
        name=f"near, among {EVENTS:,} events",
        unit="answers/s",
        ways={"muster": lambda number: _ask(codes)},
        limits=[],
        floors=[Floor("muster", at_least=1 / SECONDS)],
    )


def _ask(codes: list[str]) -> Measured:
    began = time.perf_counter()
    for code in codes:
        rows = near(upcoming(visible_to(ANYONE)), postal_code=code, miles=25)
        list(rows.order_by("distance")[:PAGE])  # type: ignore[misc]  # an annotation, no field
    return Measured(len(codes), time.perf_counter() - began)
