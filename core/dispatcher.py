"""Runs everything that is owed: one registry of duties, whoever rings. Knows no duty itself."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.conf import settings
from django.db import InterfaceError, OperationalError

from core import locks
from core.failures import name_failure

logger = logging.getLogger(__name__)
IDLE_WAIT_SECONDS = 0.2


@dataclass(frozen=True)
class PassResult:
    """What one pass did: rows done, rows that failed, rows still due or in work."""

    sent: int = 0
    failed: int = 0
    pending: int = 0

    def __add__(self, other: "PassResult") -> "PassResult":
        return PassResult(
            self.sent + other.sent, self.failed + other.failed, self.pending + other.pending
        )


class Turn(IntEnum):
    """Whose ring a worker that gets free hears first: quick duties go before long ones."""

    FIRST = 0
    USUAL = 9


@dataclass(frozen=True)
class RegisteredDuty:
    """`every_seconds` is how often beat rings; `parallel` how many workers may be at it at once."""

    name: str
    run_pass: Callable[[], PassResult]
    every_seconds: float
    parallel: int
    turn: Turn


_duties: dict[str, RegisteredDuty] = {}


def register(
    name: str,
    run_pass: Callable[[], PassResult],
    *,
    every_seconds: float = 2.0,
    parallel: int = 1,
    turn: Turn = Turn.USUAL,
) -> None:
    """Makes a duty known; call it in `AppConfig.ready`. Only passes of milliseconds go FIRST.

    `run_pass` claims due rows, works for at most about 20 seconds and returns. It must be
    harmless at any moment, in any number, and when nothing is due.
    """
    _duties[name] = RegisteredDuty(name, run_pass, every_seconds, parallel, turn)


def registered() -> list[RegisteredDuty]:
    """All duties in the order of registration."""
    return list(_duties.values())


def run_pass(name: str) -> PassResult:
    """Runs one pass of the named duty, or nothing when enough workers are at it already.

    The limit keeps one busy duty from taking every worker while others wait.
    """
    duty = _duties[name]
    for slot in range(duty.parallel):
        with locks.session_lock(f"duty:{name}:{slot}") as taken:
            if taken:
                return duty.run_pass()
    return PassResult()


def run_all() -> PassResult:
    """One pass of every duty in this process, beside any worker."""
    return sum((_guarded(duty) for duty in registered()), PassResult())


def run_until_idle() -> PassResult:
    """Passes of every duty until nothing is due; `pending` is what is left then.

    What another process has leased is waited for as long as a lease lasts.
    """
    total, patience = PassResult(), time.monotonic() + settings.DUTY_LEASE_SECONDS
    while True:
        done = run_all()
        total = PassResult(total.sent + done.sent, total.failed + done.failed, done.pending)
        if done.sent:
            patience = time.monotonic() + settings.DUTY_LEASE_SECONDS
        elif not done.pending or time.monotonic() > patience:
            return total
        else:
            time.sleep(IDLE_WAIT_SECONDS)


def _guarded(duty: RegisteredDuty) -> PassResult:
    """One duty's bug must not keep the others from their work; a database away must be seen."""
    try:
        return duty.run_pass()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("a pass of %s broke off: %s", duty.name, name_failure(error))
        return PassResult(failed=1)
