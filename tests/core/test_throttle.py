"""Limits hold in Redis and in PostgreSQL, and a Redis that is away costs next to nothing."""

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from core import throttle
from core.errors import TooManyRequests
from core.models import Throttle
from core.throttle import Limit, require_within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_breaker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SIGN_LIMITS = True
    monkeypatch.setattr(throttle, "breaker", throttle.Breaker())


@pytest.fixture(params=["redis", "database"])
def backend(request: pytest.FixtureRequest, settings: Any) -> str:
    if request.param == "database":
        settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody listens there
    return str(request.param)


def limit(count: int, seconds: float) -> Limit:
    return Limit(f"test {uuid.uuid4()}", count, seconds)


def passes(*uses: tuple[Limit, str]) -> bool:
    try:
        require_within(*uses)
    except TooManyRequests:
        return False
    return True


def test_the_limit_passes_its_count_and_then_says_how_long_to_wait(backend: str) -> None:
    five = limit(5, 50)
    assert [passes((five, "a")) for _ in range(7)] == [True] * 5 + [False] * 2
    with pytest.raises(TooManyRequests) as refused:
        require_within((five, "a"))
    assert refused.value.retry_after in (9, 10)
    assert passes((five, "b"))
    assert Throttle.objects.count() == (2 if backend == "database" else 0)


def test_the_allowance_comes_back_bit_by_bit(backend: str) -> None:
    quick = limit(2, 0.4)
    assert [passes((quick, "a")) for _ in range(3)] == [True, True, False]
    time.sleep(0.25)
    assert [passes((quick, "a")) for _ in range(2)] == [True, False]


def test_several_limits_are_taken_all_or_none(backend: str) -> None:
    network, mailbox = limit(3, 60), limit(1, 60)
    assert passes((network, "net"), (mailbox, "jane"))
    assert not passes((network, "net"), (mailbox, "jane"))  # takes nothing from the network
    assert passes((network, "net"), (mailbox, "ana"))
    assert passes((network, "net"), (mailbox, "eva"))
    assert not passes((network, "net"), (mailbox, "ida"))


def test_limits_can_be_switched_off(settings: Any) -> None:
    settings.SIGN_LIMITS = False
    one = limit(1, 60)
    assert [passes((one, "a")) for _ in range(3)] == [True, True, True]


@pytest.fixture
def black_hole(settings: Any) -> Iterator[None]:
    """A Redis that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield


def test_a_redis_that_never_answers_costs_one_short_wait(black_hole: None) -> None:
    three = limit(3, 60)
    started = time.monotonic()
    assert [passes((three, "a")) for _ in range(20)] == [True] * 3 + [False] * 17
    assert time.monotonic() - started < 1.0


def test_redis_is_used_again_when_it_is_back(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "BREAK_SECONDS", 0.1)
    url, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    ten = limit(10, 60)
    passes((ten, "a"))
    assert Throttle.objects.count() == 1
    settings.REDIS_URL = url
    time.sleep(0.15)
    passes((ten, "b"))
    assert Throttle.objects.count() == 1


def test_only_one_request_tries_a_redis_that_failed() -> None:
    breaker = throttle.Breaker()
    breaker.trip()
    breaker._next_try = 0.0
    tries: list[bool] = []
    threads = [threading.Thread(target=lambda: tries.append(breaker.may_try())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tries.count(True) == 1
