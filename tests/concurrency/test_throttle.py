"""Fifty requests at once against a limit of five, through HTTP, with a forged address each."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from core import throttle
from core.client_address import client_network
from core.throttle import Limit, require_within

REQUESTS = 50
LIMIT = Limit(f"race {uuid.uuid4()}", 5, 600)


def limited(request: HttpRequest, run: str) -> HttpResponse:
    require_within((LIMIT, run + client_network(request)))
    return HttpResponse("passed")


urlpatterns = [path("api/limited/<str:run>/", limited)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("backend", ["redis", "database"])
def test_exactly_the_limit_passes(
    backend: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGN_LIMITS = True
    monkeypatch.setattr(throttle, "breaker", throttle.Breaker())
    if backend == "database":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    run, barrier = str(uuid.uuid4()), Barrier(REQUESTS)

    def request(number: int) -> int:
        barrier.wait()
        try:
            return (
                Client(headers={"x-forwarded-for": f"198.51.{number}.1"})
                .get(f"/api/limited/{run}/")
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(REQUESTS) as pool:
        answers = Counter(pool.map(request, range(REQUESTS)))
    assert answers == {200: 5, 429: 45}
