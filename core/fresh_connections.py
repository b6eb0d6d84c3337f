"""Drops a database connection that the server has closed before a request runs into it.

Connections stay open between requests. After a restart of PostgreSQL each would fail one
request; Django's own check (CONN_HEALTH_CHECKS) asks the server on every request. A socket
that has something to read while nobody asked is closed or closing: that costs no round trip.
"""

import select
from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class FreshConnections:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for wrapper in connections.all(initialized_only=True):
            raw = wrapper.connection
            if raw is not None and not wrapper.in_atomic_block and _has_news(raw.fileno()):
                wrapper.close()
        return self.get_response(request)


def _has_news(descriptor: int) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(0))
