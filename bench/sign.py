"""The sign endpoint against psycopg2 inserting the same rows, and against REST framework.

All over loopback with durable commits, distinct signers, limits off, the load included:
granian with 2 workers of 4 threads, psycopg2 in 2 processes of 4 threads.
"""

import json
import os
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg2
from django.db import connections
from django.utils import timezone

from bench.harness import Bench, Limit, Measured
from bench.http_load import PATIENCE_SECONDS, in_processes, post_all
from bench.memory import peak_of
from bench.web_server import THREADS, WORKERS, WebServer, web_server
from campaign.models import Campaign
from groups.models import Group
from petitions.models import Petition, PetitionState, Source
from places.services.postal_code import load_places

PATH = "/api/v1/petitions/bench/signatures/"
RECEIVED = b"HTTP/1.1 201"
SIGNERS = {"muster": 6000, "psycopg2": 12000, "REST framework": 2000}
SEALED_BYTES = 150  # as the sealed JSON of the bench's signers comes to

# One round trip and one commit for the three rows: the fastest that plain psycopg2 can do.
INSERT = """
    INSERT INTO petitions_signature (id, petition_id, source_id, state, named, display, country,
        region, city, slot, repeats, suspect, signed_at, received_at, sealed)
    VALUES (%(id)s, %(petition)s, %(source)s, 'unconfirmed', true, 'name', 'US', 'NY',
        'New York', 0, 0, '', %(now)s, %(now)s, %(sealed)s);
    INSERT INTO petitions_delta (petition_id, source_id, country, region, city, day, state,
        deliverable, n)
    VALUES (%(petition)s, %(source)s, 'US', 'NY', 'New York', %(now)s, 'unconfirmed', false, 1);
    INSERT INTO core_message (id, kind, about, dedup_key, message_id, due_at, created_at, state,
        attempts, last_error)
    VALUES (%(message)s, 'petitions.signature', %(id)s, %(key)s, %(mail)s, %(now)s, %(now)s,
        'pending', 0, '')
"""


@contextmanager
def prepare() -> Iterator[Bench]:
    """One open petition; both servers run through all rounds."""
    load_places()
    petition, source = make_petition()
    connections.close_all()
    with web_server() as muster, web_server("bench.drf_wsgi:application") as idiom:
        yield Bench(
            name="signing",
            unit="signatures/s",
            ways={
                "muster": lambda number: _post("muster", muster, number),
                "psycopg2": lambda number: _insert(petition, source, number),
                "REST framework": lambda number: _post("REST framework", idiom, number),
            },
            limits=[Limit("muster", "psycopg2", 0.30), Limit("muster", "REST framework", 2.5)],
        )


def make_petition() -> tuple[int, int]:
    group = Group.objects.create(slug="bench", name="Bench")
    campaign = Campaign.objects.create(
        slug="bench", title="Bench", lead=group, target="Nobody", demand="Speed"
    )
    petition = Petition.objects.create(
        slug="bench",
        campaign=campaign,
        group=group,
        title="Bench",
        text="Speed",
        target="Nobody",
        state=PetitionState.OPEN,
        opened_at=timezone.now(),
    )
    return petition.pk, Source.objects.create(petition=petition, group=group).pk


def _post(way: str, server: WebServer, number: int) -> Measured:
    bodies = [body(way, number, signer) for signer in range(SIGNERS[way])]
    seconds = post_all(port=server.port, path=PATH, bodies=bodies, expected=RECEIVED)
    return Measured(len(bodies), seconds, peak_of(server.pids()))


def body(way: str, number: int, signer: int) -> bytes:
    fields = {
        "given_name": "Ana",
        "family_name": "Castillo",
        "email": f"{way.replace(' ', '')}.{number}.{signer}@example.org",
        "postal_code": "10001",
        "display": "name",
    }
    return json.dumps(fields).encode()


def _insert(petition: int, source: int, number: int) -> Measured:
    rows = [_row(petition, source) for _ in range(SIGNERS["psycopg2"])]
    shares = [rows[share::WORKERS] for share in range(WORKERS)]
    return Measured(len(rows), in_processes(_insert_share, shares))


def _row(petition: int, source: int) -> dict[str, Any]:
    row_id, message = str(uuid.uuid4()), str(uuid.uuid4())
    return {
        "id": row_id,
        "petition": petition,
        "source": source,
        "now": datetime.now(UTC),
        "sealed": secrets.token_bytes(SEALED_BYTES),
        "message": message,
        "key": f"signature:{row_id}:2992299",
        "mail": f"<{message}@localhost>",
    }


def _insert_share(rows: list[dict[str, Any]], ready: Any) -> None:
    """Four threads, a connection each, a commit for every signature."""
    sessions = [psycopg2.connect(os.environ["DATABASE_URL"]) for _ in range(THREADS)]
    threads = []
    for number, session in enumerate(sessions):
        session.autocommit = True
        share = rows[number::THREADS]
        threads.append(threading.Thread(target=_insert_rows, args=(session, share)))
    ready.wait(PATIENCE_SECONDS)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _insert_rows(session: Any, rows: list[dict[str, Any]]) -> None:
    with session.cursor() as cursor:
        for row in rows:
            cursor.execute(INSERT, row)
