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
from django.test.utils import CaptureQueriesContext, override_settings

from bench.crowd import (
    MEMBERS,
    fill_members,
    make_action,
    make_campaign,
    make_person,
    make_petition,
    scatter_events,
)
from bench.harness import Bench, Floor, Measured, Way
from events.models import Event
from groups.models import Role

SECONDS = 0.050
QUERIES = 30
TIMES = 10
PUBLIC = [
    "/", "/c/bench/", "/p/bench/", "/p/bench/thanks/", "/a/bench/", "/e/bench/", "/e/event-7/",
]  # fmt: skip
MEMBERS_OF = "/desk/groups/bench/members/"
DESK = {
    Role.COORDINATOR: [
        "/desk/", "/desk/campaigns/bench/", "/desk/petitions/", "/desk/petitions/bench/",
        "/desk/petitions/bench/figures/", "/desk/petitions/bench/bundles/", "/desk/actions/",
        "/desk/actions/bench/", "/desk/events/", "/desk/events/bench/", "/desk/outbox/",
        "/desk/audit/", "/desk/staff/", "/desk/groups/bench/messages/",
    ],
    Role.STEWARD: [
        "/desk/", "/desk/petitions/bench/imports/", MEMBERS_OF, f"{MEMBERS_OF}?region=CA",
        f"{MEMBERS_OF}tags/", f"{MEMBERS_OF}imports/", f"{MEMBERS_OF}exports/",
        "/desk/events/bench/guests/", "/desk/events/bench/check-in/",
    ],
}  # fmt: skip


@contextmanager
def prepare() -> Iterator[Bench]:
    """Everything is made once; pages only read."""
    campaign = make_campaign()
    make_petition(campaign)
    scatter_events(Event.objects.get(slug="bench"))
    make_action(campaign)
    fill_members(campaign.lead, MEMBERS)
    ways = {path: _way(Client(SERVER_NAME="localhost"), path) for path in PUBLIC}
    for role, paths in DESK.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(make_person(campaign.lead, role))
        ways |= {f"{path} ({role})": _way(client, path) for path in paths}
    with override_settings(SECOND_FACTOR_REQUIRED=False, MEMBER_READS_A_DAY=1_000_000):
        yield _bench(ways)


def _bench(ways: dict[str, Way]) -> Bench:
    return Bench(
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
