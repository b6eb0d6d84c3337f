"""The RSVP endpoint against psycopg2 writing the same rows, with and without a limit of seats.

All over loopback with durable commits, distinct people, rate limits off, the load included:
granian with 2 workers of 4 threads, psycopg2 in 2 processes of 4 threads. Where seats are limited
psycopg2 counts them as well: in one transaction under the event's lock.
"""

import json
import os
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg2
from django.db import connections

from bench.gathering import make_event
from bench.harness import Bench, Limit, Measured
from bench.http_load import PATIENCE_SECONDS, in_processes, post_all
from bench.memory import peak_of
from bench.web_server import THREADS, WORKERS, WebServer, web_server
from events.models import Event

RECEIVED = b"HTTP/1.1 201"
PEOPLE = 3000
SEALED_BYTES = 130  # as the sealed JSON of the bench's people comes to
MANY = 10_000_000

INSERT = """
    INSERT INTO events_rsvp (id, event_id, state, guests, sealed, received_at)
    VALUES (%(id)s, %(event)s, 'going', 0, %(sealed)s, %(now)s);
    INSERT INTO core_message (id, kind, about, dedup_key, message_id, due_at, created_at, state,
        attempts, last_error)
    VALUES (%(message)s, 'events.rsvp', %(id)s, %(key)s, %(mail)s, %(now)s, %(now)s,
        'pending', 0, '')
"""
COUNT = """
    UPDATE events_event SET seats_taken = seats_taken + 1
    WHERE id = %(event)s AND seats_taken < capacity;
"""


@contextmanager
def prepare() -> Iterator[Bench]:
    """One event without a limit and one with more seats than people."""
    free, limited = make_event("free"), make_event("limited", capacity=MANY)
    connections.close_all()
    with web_server() as server:
        yield Bench(
            name="answering an event",
            unit="RSVPs/s",
            ways={
                "muster": partial(_post, server, free),
                "psycopg2": partial(_insert, free, INSERT),
                "muster, seats counted": partial(_post, server, limited),
                "psycopg2, seats counted": partial(_insert, limited, COUNT + INSERT),
            },
            limits=[
                Limit("muster", "psycopg2", at_least=0.20),
                Limit("muster, seats counted", "psycopg2, seats counted", at_least=0.20),
            ],
        )


def _post(server: WebServer, event: Event, number: int) -> Measured:
    path = f"/api/v1/events/{event.slug}/rsvps/"
    bodies = [_body(f"{event.slug}.{number}.{person}") for person in range(PEOPLE)]
    seconds = post_all(port=server.port, path=path, bodies=bodies, expected=RECEIVED)
    return Measured(PEOPLE, seconds, peak_of(server.pids()))


def _body(mailbox: str) -> bytes:
    person = {"given_name": "Ana", "family_name": "Castillo", "email": f"{mailbox}@example.org"}
    return json.dumps(person).encode()


def _insert(event: Event, statement: str, number: int) -> Measured:
    rows = [_row(event) for _ in range(PEOPLE)]
    shares = [rows[share::WORKERS] for share in range(WORKERS)]
    return Measured(PEOPLE, in_processes(partial(_insert_share, statement), shares))


def _row(event: Event) -> dict[str, Any]:
    row_id, message = str(uuid.uuid4()), str(uuid.uuid4())
    return {
        "id": row_id,
        "event": event.pk,
        "now": datetime.now(UTC),
        "sealed": secrets.token_bytes(SEALED_BYTES),
        "message": message,
        "key": f"rsvp:{row_id}:1",
        "mail": f"<{message}@localhost>",
    }


def _insert_share(statement: str, rows: list[dict[str, Any]], ready: Any) -> None:
    """Four threads, a connection each, a commit for every RSVP."""
    sessions = [psycopg2.connect(os.environ["DATABASE_URL"]) for _ in range(THREADS)]
    threads = []
    for number, session in enumerate(sessions):
        session.autocommit = True
        work = partial(_insert_rows, session, statement, rows[number::THREADS])
        threads.append(threading.Thread(target=work))
    ready.wait(PATIENCE_SECONDS)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _insert_rows(session: Any, statement: str, rows: list[dict[str, Any]]) -> None:
    with session.cursor() as cursor:
        for row in rows:
            cursor.execute(statement, row)
