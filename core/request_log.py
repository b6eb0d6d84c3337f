"""One log line and one metric for each request: method, route, status, milliseconds.

Never the address itself, a query or a body: addresses of links in mails hold tokens.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, bound_contextvars, unbind_contextvars

from core import logs, metrics

# Whether and from which level on: what LOG_LEVEL says of any logger.
logger = logging.getLogger("core.request")
REQUEST_ID = re.compile(r"[0-9a-f-]{16,36}")


class BrokenOff(Exception):
    """An answer that had begun cannot be ended. Holds nothing: the web server writes it out."""


class RequestLog:
    """The outermost middleware: what it measures is what the person waited for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        number = _request_id(request)
        bind_contextvars(request_id=number)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            method, route = _method(request), _route(request)
            metrics.count_request(method, route, response.status_code, seconds)
            if logger.isEnabledFor(logging.INFO):
                logs.write(_line(method, route, response.status_code, seconds, number))
        finally:
            unbind_contextvars("request_id")
        response["X-Request-ID"] = number
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _told_when_broken(iter(response), number)
        _set_length(response)
        return response


def _told_when_broken(chunks: Iterator[bytes], number: str) -> Iterator[bytes]:
    """The same chunks. What breaks them off is told here, without its message, and the connection
    ends by another exception: what comes to the web server is written out whole."""
    try:
        yield from chunks
    except Exception:
        with bound_contextvars(request_id=number):
            logger.exception("an answer broke off")
        raise BrokenOff from None


def _set_length(response: HttpResponseBase) -> None:
    """CommonMiddleware does this for pages; without it the API would answer in chunks."""
    if isinstance(response, HttpResponse) and "Content-Length" not in response.headers:
        response["Content-Length"] = str(len(response.content))


def _line(method: str, route: str, status: int, seconds: float, number: str) -> str:
    """The line as `core.logs` would write it: made by hand, since every signature pays for it."""
    return (
        f'{{"event": "request", "method": "{method}", "route": {_quoted(route)},'
        f' "status": {status}, "ms": {seconds * 1000:.1f}, "request_id": "{number}",'
        f' "level": "info", "timestamp": "{datetime.now(UTC).isoformat()}"}}'
    )


@lru_cache(maxsize=500)
def _quoted(route: str) -> str:
    return json.dumps(route)


def _request_id(request: HttpRequest) -> str:
    """A proxy's id if it looks like a random one, so that nothing of people can ride in it."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _method(request: HttpRequest) -> str:
    """The method; anything that HTTP does not know counts as one, or strangers could add series."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "OTHER"


def _route(request: HttpRequest) -> str:
    """The pattern that matched, never the address."""
    match = request.resolver_match
    return f"/{match.route}" if match else "unmatched"
