"""What each page costs the server when a campaign has grown large (`bench.crowd`, `crowd_desk`).

In this process, from the request to the last byte, with nothing cached: middlewares, session,
view, queries and template. Server time is the time for which processors worked on a page: this
process's and that of the database's process which serves it (`bench.processors`). Ours is told at
the best pace that the machine had in the run (`bench.pace`): other work on the same cores makes the
same visit cost up to twice as much. The database's is told as it was measured, since what reads
much memory is slowed by other things. A page holds when the middle one of TIMES visits is at most
SECONDS, by the median of the rounds. What the cheapest cost as it was measured, the mean of that,
and the time by the clock on the wall stand beside without a limit.
A page that asks the database more than QUERIES times fails the bench.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import fmean

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from bench.crowd import (
    GUESTS,
    MEMBERS,
    fill_members,
    make_action,
    make_campaign,
    make_person,
    make_petition,
    scatter_events,
)
from bench.crowd_desk import fill_desk, give_tokens
from bench.gathering import fill
from bench.harness import Bench, Floor, Measured, Way
from bench.pace import Pace
from bench.processors import Processors
from core import links
from events.links import RSVP
from events.models import Event, Rsvp
from groups.links import MEMBER
from groups.models import Member, Role
from petitions.links import OWN_DATA
from petitions.models import Signature

SECONDS = 0.050
QUERIES = 30
TIMES = 10
PUBLIC = [
    "/", "/c/bench/", "/c/bench.ics", "/p/bench/", "/p/bench/?lang=es", "/p/bench/thanks/",
    "/embed/p/bench/", "/a/bench/", "/a/seven/", "/a/bench.ics",
    "/e/bench/", "/e/bench/thanks/", "/e/bench.ics", "/e/event-7/", "/privacy/", "/accounts/login/",
    "/me/{own_signature}/", "/me/{own_membership}/", "/me/{own_membership}/erase/",
    "/r/{own_rsvp}/",
]  # fmt: skip
GROUP = "/desk/groups/bench/"
MEMBERS_OF = f"{GROUP}members/"
PETITION = "/desk/petitions/bench/"
DESK = {
    Role.COORDINATOR: [
        "/desk/", "/desk/campaigns/", "/desk/campaigns/bench/", "/desk/campaigns/bench/localities/",
        "/desk/campaigns/bench/localities/place-7/",
        "/desk/petitions/", PETITION, f"{PETITION}figures/", f"{PETITION}share/",
        f"{PETITION}edit/", f"{PETITION}bundles/", "/desk/bundles/{bundle}/", "/desk/actions/",
        "/desk/actions/bench/", "/desk/actions/seven/", "/desk/actions/bench/turnout/",
        "/desk/actions/bench/turnout.csv", "/desk/actions/bench/plan/",
        "/desk/actions/bench/cities/",
        "/desk/events/", "/desk/events/?when=over", "/desk/events/bench/",
        "/desk/events/bench/move/",
        "/desk/outbox/", "/desk/audit/", "/desk/audit/?family=rsvp",
        f"{GROUP}staff/", f"{GROUP}staff/{{person}}/", f"{GROUP}messages/",
        f"{GROUP}messages/{{message}}/", "/desk/tokens/",
    ],
    Role.STEWARD: [
        "/desk/", f"{PETITION}imports/", "/desk/imports/{import}/",
        "/desk/imports/{waiting_import}/", "/desk/imports/{waiting_import}/columns/", MEMBERS_OF,
        f"{MEMBERS_OF}?region=CA", f"{MEMBERS_OF}?tag=tag-007", f"{MEMBERS_OF}{{member}}/",
        f"{MEMBERS_OF}{{member}}/edit/", f"{MEMBERS_OF}tags/", f"{MEMBERS_OF}tags/tag-007/",
        f"{MEMBERS_OF}imports/", f"{MEMBERS_OF}imports/{{member_import}}/",
        f"{MEMBERS_OF}exports/", "/desk/members/exports/", "/desk/members/exports/{export}/",
        "/desk/events/bench/guests/", "/desk/events/bench/check-in/",
        "/desk/events/bench/check-in/?q=yuki", "/desk/events/bench/door/",
    ],
}  # fmt: skip
SIGNER = {
    "given_name": "Ana", "family_name": "Castillo", "email": "ana@mail.example",
    "postal_code": "10001", "display": "name",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """Seconds: of all processors with ours at the machine's best pace, and as measured; of the
    database's processor alone; by the clock on the wall."""

    processors: float
    measured: float
    database: float
    elapsed: float


@dataclass(frozen=True)
class Meter:
    """What visits are measured by."""

    processors: Processors
    pace: Pace


@contextmanager
def prepare() -> Iterator[Bench]:
    """Everything is made once; pages only read."""
    pace = Pace()
    campaign = make_campaign()
    make_petition(campaign)
    event = Event.objects.get(slug="bench")
    steps: list[Callable[[], object]] = [
        partial(scatter_events, event),
        partial(fill, event, GUESTS),
        partial(make_action, campaign, "bench", cities=200, in_city=100),
        partial(make_action, campaign, "seven", cities=7, in_city=1000),
        partial(fill_members, campaign.lead, MEMBERS),
    ]
    for step in steps:
        step()
        pace.look()
    known = fill_desk(campaign) | _own_links(event)
    meter = Meter(Processors(), pace)
    ways = {path: _way(Client(SERVER_NAME="localhost"), path, known, meter) for path in PUBLIC}
    for role, paths in DESK.items():
        client, person = Client(SERVER_NAME="localhost"), make_person(campaign.lead, role)
        give_tokens(person, campaign.lead)
        client.force_login(person)
        ways |= {f"{path} ({role})": _way(client, path, known, meter) for path in paths}
    with override_settings(SECOND_FACTOR_REQUIRED=False, MEMBER_READS_A_DAY=100_000_000):
        yield _bench(ways)


def _bench(ways: dict[str, Way]) -> Bench:
    return Bench(
        name="pages of a large campaign",
        unit="pages/s of processors",
        ways=ways,
        limits=[],
        floors=[Floor(way, at_least=1 / SECONDS) for way in ways],
        rounds=3,
    )


def _own_links(event: Event) -> dict[str, str]:
    """The links that a signer, a member and a guest have in their mail."""
    body, now = json.dumps(SIGNER), timezone.now()
    client = Client(SERVER_NAME="localhost")
    client.post("/api/v1/petitions/bench/signatures/", body, content_type="application/json")
    newest = Signature.objects.order_by("-received_at")[0]
    return {
        "own_signature": links.issue(OWN_DATA, newest.pk, now),
        "own_membership": links.issue(MEMBER, Member.objects.order_by("pk")[0].pk, now),
        "own_rsvp": links.issue(RSVP, Rsvp.objects.filter(event=event)[0].pk, now),
    }


def _way(client: Client, path: str, known: dict[str, str], meter: Meter) -> Way:
    return partial(_visit, client, path.format(**known), meter)


def _visit(client: Client, path: str, meter: Meter, number: int) -> Measured:
    visits = [_once(client, path, meter) for _ in range(TIMES)]
    usual = sorted(visits, key=lambda visit: visit.processors)[TIMES // 2]
    beside = {
        "ms of processors": usual.processors * 1000,
        "ms of the database in it": usual.database * 1000,
        "ms as measured": min(visit.measured for visit in visits) * 1000,
        "ms in the mean": fmean(visit.measured for visit in visits) * 1000,
        "ms elapsed": fmean(visit.elapsed for visit in visits) * 1000,
        "queries": _queries_of(client, path),
    }
    return Measured(1, usual.processors, beside=beside)


def _once(client: Client, path: str, meter: Meter) -> Visit:
    processors, pace = meter.processors, meter.pace
    cache.clear()
    before = pace.look()
    began = time.perf_counter()
    processors.begin()
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    ours, database = processors.of_process, processors.of_database
    elapsed = time.perf_counter() - began
    at_best = pace.at_best(ours, beside=min(before, pace.look()))
    if answer.status_code != 200 or not body:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return Visit(
        processors=at_best + database,
        measured=ours + database,
        database=database,
        elapsed=elapsed,
    )


def _queries_of(client: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    if len(asked) > QUERIES:
        raise RuntimeError(f"{path} asks the database {len(asked)} times")
    return len(asked)
