"""What each page costs the server when a campaign has grown large (`bench.crowd`).

In this process, from the request to the last byte, with nothing cached: middlewares, session,
view, queries and template. A page that asks the database more than QUERIES times fails the bench.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import make_campaign, make_person, make_petition, scatter_events
from bench.harness import Bench, Floor, Measured, Way
from events.models import Event
from groups.models import Role

SECONDS = 0.050
QUERIES = 30
TIMES = 10
PUBLIC = ["/", "/c/bench/", "/p/bench/", "/p/bench/thanks/", "/e/bench/", "/e/event-7/"]
DESK = ["/desk/"]


@contextmanager
def prepare() -> Iterator[Bench]:
    """Everything is made once; pages only read."""
    campaign = make_campaign()
    make_petition(campaign)
    scatter_events(Event.objects.get(slug="bench"))
    ways = {path: _way(Client(SERVER_NAME="localhost"), path) for path in PUBLIC}
    for role in (Role.STEWARD, Role.COORDINATOR):
        client = Client(SERVER_NAME="localhost")
        client.force_login(make_person(campaign.lead, role))
        ways |= {f"{path} ({role})": _way(client, path) for path in DESK}
    yield Bench(
        name="pages of a large campaign",
        unit="pages/s",
        ways=ways,
        limits=[],
        floors=[Floor(way, at_least=1 / SECONDS) for way in ways],
        rounds=3,
    )


def _way(client: Client, path: str) -> Way:
    return lambda number: _visit(client, path)


def _visit(client: Client, path: str) -> Measured:
    seconds = 0.0
    for _ in range(TIMES):
        cache.clear()
        began = time.perf_counter()
        answer = client.get(path)
        seconds += time.perf_counter() - began
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    _require_few_queries(client, path)
    return Measured(TIMES, seconds)


def _require_few_queries(client: Client, path: str) -> None:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    if len(asked) > QUERIES:
        raise RuntimeError(f"{path} asks the database {len(asked)} times")
