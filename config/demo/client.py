"""A small HTTP client for the demo: JSON to the API, forms to pages. Keeps one connection."""

import http.client
import json
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 30


class UnexpectedAnswer(Exception):
    """The service did not answer as the demo's story needs."""


class Client:
    """One visitor: `token` for the API, `address` is where the visitor comes from."""

    def __init__(self, base: str, *, token: str = "", address: str = "") -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(
            parts.hostname or "localhost", parts.port, timeout=TIMEOUT_SECONDS
        )
        self._headers = {"Host": parts.netloc}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        if address:
            self._headers["X-Forwarded-For"] = address

    def post(self, path: str, body: object = None, *, key: str = "", also: int = 201) -> Any:
        """Sends JSON; answers JSON. `also` is a second status that is as good (already done)."""
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        status, data = self.request("POST", path, json.dumps(body or {}).encode(), headers)
        if status not in (200, 201, 202, also):
            raise UnexpectedAnswer(f"POST {path.split('?')[0]} answered {status}: {data[:300]!r}")
        return json.loads(data) if data else None

    def send(self, method: str, path: str, body: object, *, headers: Mapping[str, str]) -> Any:
        """Any other change: sends JSON with these headers; answers JSON."""
        content = {"Content-Type": "application/json", **headers}
        status, data = self.request(method, path, json.dumps(body).encode(), content)
        if status != http.client.OK:
            raise UnexpectedAnswer(f"{method} answered {status}: {data[:300]!r}")
        return json.loads(data)

    def get(self, path: str) -> Any:
        """Answers JSON."""
        status, data = self.request("GET", path)
        if status != http.client.OK:
            raise UnexpectedAnswer(f"GET answered {status}")
        return json.loads(data)

    def press(self, path: str, fields: Mapping[str, str]) -> None:
        """Presses a form's button on a page: shows it first, then posts."""
        shown, _ = self.request("GET", path)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = self.request("POST", path, urlencode(fields).encode(), form)
        if shown != http.client.OK or status not in (200, 302, 303):
            raise UnexpectedAnswer(f"a page's button answered {shown}, then {status}")

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body; connects again when the server closed an idle connection."""
        for last in (False, True):
            try:
                self._connection.request(
                    method, path, body or None, {**self._headers, **(headers or {})}
                )
                answer = self._connection.getresponse()
                return answer.status, answer.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection.close()
                if last:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
