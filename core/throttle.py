"""Rate limits: how often one subject may do one thing. Redis counts; PostgreSQL when it is away."""

import logging
import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from redis.exceptions import RedisError

from core.errors import TooManyRequests
from core.keyed_hash import keyed_hash
from core.limiters import database, redis
from core.limiters.use import Use

logger = logging.getLogger(__name__)

BREAK_SECONDS = 3.0


@dataclass(frozen=True)
class Limit:
    """`count` uses at once, and then one more each `seconds / count`.

    `name` separates this limit's subjects from those of every other.
    """

    name: str
    count: int
    seconds: float


def require_within(*limits: tuple[Limit, str | bytes], uses: int = 1) -> None:
    """Takes one use, or as many as said, of each limit by its subject: all or none.

    A subject (a network, a mailbox's identity) is kept as a keyed hash only. Raises
    TooManyRequests with the seconds to wait. Call it outside a transaction. Does nothing with
    SIGN_LIMITS=off.
    """
    if not settings.SIGN_LIMITS or not limits:
        return
    wait = _take([_use(limit, subject, uses) for limit, subject in limits])
    if wait > 0:
        raise TooManyRequests(retry_after=math.ceil(wait))


def _use(limit: Limit, subject: str | bytes, uses: int) -> Use:
    value = subject.encode() if isinstance(subject, str) else subject
    window = int(limit.seconds * 1_000_000)
    return Use(keyed_hash(f"throttle:{limit.name}", value), window * uses // limit.count, window)


def _take(uses: list[Use]) -> float:
    if breaker.may_try():
        try:
            wait = redis.take(uses)
        except (RedisError, OSError) as error:
            logger.warning("the limiter counts in PostgreSQL now: %s", type(error).__name__)
            breaker.trip()
        else:
            breaker.mend()
            return wait
    return database.take(uses)


class Breaker:
    """Keeps requests from waiting for a Redis that failed: one tries every BREAK_SECONDS."""

    def __init__(self) -> None:
        self._closed = True
        self._next_try = 0.0
        self._lock = threading.Lock()

    def may_try(self) -> bool:
        if self._closed:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return False
            # The others go on without Redis while this one tries.
            self._next_try = now + BREAK_SECONDS
            return True

    def trip(self) -> None:
        with self._lock:
            self._closed = False
            self._next_try = time.monotonic() + BREAK_SECONDS

    def mend(self) -> None:
        self._closed = True


breaker = Breaker()
