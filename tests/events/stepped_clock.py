"""A clock that tests set: the database's by functions of its own, Python's by time_machine.

with stepped_clock(tmp_path, settings) as clock:
    clock.set(at)                                # the same for database and worker
    clock.set(at, worker_ahead=minutes)          # a worker whose clock is wrong
    letters = clock.walk(steps)                  # what went out, and at which step
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import time_machine
from django.db import connection

from core.services.message_delivery import deliver_pass
from events.services.reminder import remind_pass

NO_TIME = timedelta()
# Whatever asks the database for the time by the name of a function finds these before its own.
_FUNCTIONS = """
    CREATE FUNCTION stepped.{name}() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('stepped.clock')::timestamptz $$
"""
NAMES = ("now", "transaction_timestamp", "statement_timestamp", "clock_timestamp")


class SteppedClock:
    """Letters are taken out of the folder as they are read."""

    def __init__(self, folder: Path, worker: time_machine.Traveller) -> None:
        self._folder, self._worker = folder, worker

    def set(self, at: datetime, *, worker_ahead: timedelta = NO_TIME) -> None:
        """From now on it is that time for the database, and for Python but for `worker_ahead`."""
        self._worker.move_to(at + worker_ahead)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('stepped.clock', %s, false)", [at.isoformat()])

    def letters(self) -> list[EmailMessage]:
        """What was sent since they were last asked for, in order."""
        found = []
        for file in sorted(self._folder.glob("*.eml")):
            found.append(message_from_bytes(file.read_bytes(), policy=policy.default))
            file.unlink()
        return found

    def pass_once(self) -> list[str]:
        """One ring of the dispatcher for reminders and for mail; the subjects of what went out."""
        remind_pass()
        deliver_pass()
        return [str(letter["Subject"]) for letter in self.letters()]

    def walk(
        self, steps: Iterable[datetime], *, worker_ahead: timedelta = NO_TIME
    ) -> list[tuple[str, datetime]]:
        """Subject and step of every letter, through all the steps."""
        sent = []
        for at in steps:
            self.set(at, worker_ahead=worker_ahead)
            sent += [(subject, at) for subject in self.pass_once()]
        return sent


@contextmanager
def stepped_clock(folder: Path, settings: Any, *, at: datetime) -> Iterator[SteppedClock]:
    """The clock, standing at that time. For a test in a transaction, which takes it all back."""
    settings.EMAIL_URL = f"file://{quote(str(folder))}"
    with time_machine.travel(at, tick=False) as worker, connection.cursor() as cursor:
        clock = SteppedClock(folder, worker)
        clock.set(at)
        cursor.execute("CREATE SCHEMA stepped")
        for name in NAMES:
            cursor.execute(_FUNCTIONS.format(name=name))
        cursor.execute("SET search_path = stepped, public, pg_catalog")
        yield clock
        cursor.execute("RESET search_path")
