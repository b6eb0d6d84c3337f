"""Moves and cancels events over HTTP, as a host would: reads, changes, looks when unanswered."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.programs import Answer, ask

PATIENCE_SECONDS = 60.0
Shown = Mapping[str, Any]


class Organizer:
    """Each change returns when it was first asked for, and when it was known to be made."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def move(self, slug: str, *, local: str) -> tuple[float, float]:
        """To another wall time, as 2026-07-12T12:00:05."""
        body = {"starts_at": local}
        return self._change(
            "POST", slug, "move/", body, lambda shown: shown["starts_at"].startswith(local)
        )

    def cancel(self, slug: str) -> tuple[float, float]:
        return self._change(
            "POST", slug, "cancel/", {}, lambda shown: bool(shown["state"] == "cancelled")
        )

    def make_room(self, slug: str, *, capacity: int) -> tuple[float, float]:
        body = {"capacity": capacity}
        return self._change(
            "PATCH", slug, "", body, lambda shown: bool(shown["capacity"] == capacity)
        )

    def _change(
        self, method: str, slug: str, verb: str, body: Shown, is_made: Callable[[Shown], bool]
    ) -> tuple[float, float]:
        asked_at = time.time()
        path = f"/api/v1/events/{slug}/"
        while time.time() < asked_at + PATIENCE_SECONDS:
            read = self._ask("GET", path, None)
            if read.status == 200 and is_made(json.loads(read.body)):
                return asked_at, time.time()
            if read.status == 200:
                changed = self._ask(method, path + verb, body, if_match=read.headers["ETag"])
                if changed.status == 200:
                    return asked_at, time.time()
            time.sleep(0.2)
        raise AssertionError(f"{slug} was not changed within {PATIENCE_SECONDS} seconds")

    def _ask(self, method: str, path: str, body: Shown | None, *, if_match: str = "") -> Answer:
        headers = self._headers | ({"If-Match": if_match} if if_match else {})
        text = "" if body is None else json.dumps(body)
        return ask(method, self._port, path, text, headers)
