"""The same POST twenty times at once, with one key: it is done once."""

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

ATTEMPTS = 20
done: list[str] = []


@csrf_exempt
def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(0.2)
    done.append("once")
    return HttpResponse(str(uuid.uuid4()), status=201)


urlpatterns = [path("api/slow/", slow)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_it_is_done_once_and_the_others_wait_or_get_its_answer() -> None:
    barrier = Barrier(ATTEMPTS)

    def attempt(number: int) -> tuple[int, bytes]:
        barrier.wait()
        try:
            response = Client().post(
                "/api/slow/", b"{}", "application/json", headers={"Idempotency-Key": "k"}
            )
            return response.status_code, response.content if response.status_code == 201 else b""
        finally:
            connection.close()

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        answers = Counter(pool.map(attempt, range(ATTEMPTS)))
    assert done == ["once"]
    assert {status for status, _ in answers} <= {201, 409}
    assert len([body for status, body in answers if status == 201]) == 1
    assert attempt_after() == 201


def attempt_after() -> int:
    response = Client().post(
        "/api/slow/", b"{}", "application/json", headers={"Idempotency-Key": "k"}
    )
    assert done == ["once"]
    return response.status_code
