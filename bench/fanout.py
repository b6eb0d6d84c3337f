"""Owing a reminder to 100,000 people in one statement, against COPY of the same rows."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bench.gathering import fill, make_due, make_event
from bench.harness import Bench, Floor, Limit, Measured
from core.models import Message
from events.services.reminder import remind_pass

PEOPLE = 100_000
SECONDS = 5.0


@contextmanager
def prepare() -> Iterator[Bench]:
    """Ten events of ten thousand people; all reminders are due at once."""
    for number in range(10):
        fill(make_event(f"bench-{number}"), PEOPLE // 10)
    yield Bench(
        name=f"reminding {PEOPLE:,} people",
        unit="messages/s",
        ways={"muster": lambda number: _owe(), "COPY": lambda number: _copy()},
        limits=[Limit("muster", "COPY", at_least=0.30)],
        floors=[Floor("muster", at_least=PEOPLE / SECONDS)],
        rounds=3,
    )


def _owe() -> Measured:
    make_due()
    began = time.perf_counter()
    remind_pass()
    seconds = time.perf_counter() - began
    _require_all()
    return Measured(PEOPLE, seconds)


def _copy() -> Measured:
    """The rows that are there already, into the empty table with its indexes."""
    rows = io.StringIO()
    with connection.cursor() as cursor:
        if not Message.objects.exists():
            make_due()
            remind_pass()
        cursor.copy_expert("COPY core_message TO STDOUT", rows)
        cursor.execute("TRUNCATE core_message")
        rows.seek(0)
        began = time.perf_counter()
        cursor.copy_expert("COPY core_message FROM STDIN", rows)
        seconds = time.perf_counter() - began
    _require_all()
    return Measured(PEOPLE, seconds)


def _require_all() -> None:
    if Message.objects.count() != PEOPLE:
        raise RuntimeError("somebody was not owed a reminder")
