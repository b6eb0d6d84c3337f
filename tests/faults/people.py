"""People who answer to events over HTTP, from networks of their own, until they are answered."""

import json
import threading
import time
from collections.abc import Sequence
from random import Random

from tests.faults.journal import Answer, Journal
from tests.faults.programs import ask

PATIENCE_SECONDS = 60.0
CONFLICT = 409  # cancelled, or begun: no use in trying again


class People(threading.Thread):
    """Some people, one after another; each answers most of the events, some of them twice."""

    def __init__(
        self, *, port: int, journal: Journal, names: Sequence[str], events: Sequence[str], seed: int
    ) -> None:
        super().__init__(daemon=True)
        self._port, self._journal, self._random = port, journal, Random(seed)
        self._visits = [(name, event) for name in names for event in events]
        self._random.shuffle(self._visits)

    def run(self) -> None:
        for name, event in self._visits:
            for _ in range(self._random.choice((0, 1, 1, 1, 1, 2))):
                self._insist(name, event)
                time.sleep(self._random.uniform(0.1, 0.3))

    def _insist(self, name: str, event: str) -> None:
        """Tries again, as people do, until an answer comes."""
        end = time.monotonic() + PATIENCE_SECONDS
        guests = self._random.choice((0, 0, 0, 1, 2))
        while time.monotonic() < end:
            status = self._answer(name, event, guests)
            if status in {201, CONFLICT}:
                return
            time.sleep(0.3)

    def _answer(self, name: str, event: str, guests: int) -> int:
        person = {
            "given_name": "Ana",
            "family_name": "Silva",
            "email": f"{name}@guests.example",
            "guests": guests,
        }
        headers = {"Content-Type": "application/json", "X-Forwarded-For": self._address()}
        asked_at = time.time()
        path = f"/api/v1/events/{event}/rsvps/"
        status = ask("POST", self._port, path, json.dumps(person), headers).status
        self._journal.note(Answer(event, person["email"], status, asked_at, time.time()))
        return status

    def _address(self) -> str:
        return f"100.{self._random.randrange(64, 128)}.{self._random.randrange(256)}.1"
