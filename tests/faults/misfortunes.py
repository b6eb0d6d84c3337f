"""What may befall the service at any moment. Each ends with everything there again."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.house import BEATS, DELIVERERS, WORKERS, House

AWAY_SECONDS = 2.0


@dataclass(frozen=True)
class Misfortune:
    """`in_flight` is how many letters it can catch between their taking and their marking.

    Losing Redis is a kill too: Celery ends the children of a worker that has lost its broker,
    since another worker may be given their rings.
    """

    name: str
    in_flight: int
    strike: Callable[[House], None]


def _kill_child(house: House) -> None:
    house.a_sending_child().kill()


def _kill_worker(house: House) -> None:
    """The other worker goes on meanwhile."""
    name = house.random.choice(WORKERS)
    house.kill(name)
    time.sleep(AWAY_SECONDS)
    house.start(name)


def _kill_beats(house: House) -> None:
    for name in BEATS:
        house.kill(name)
    time.sleep(AWAY_SECONDS)
    for name in BEATS:
        house.start(name)


def _kill_web(house: House) -> None:
    house.kill("web")
    house.start("web")
    house.wait_for_web()


def _flush_redis(house: House) -> None:
    house.redis.flush()


def _kill_redis(house: House) -> None:
    house.redis.kill()
    time.sleep(AWAY_SECONDS)
    house.redis.start()


def _start_without_redis(house: House) -> None:
    """Everything starts anew while there is no Redis, which comes later."""
    house.redis.kill()
    for name in ("web", *WORKERS, *BEATS):
        house.kill(name)
        house.start(name)
    house.wait_for_web()
    time.sleep(AWAY_SECONDS)
    house.redis.start()


def _silence_redis(house: House) -> None:
    house.redis.kill()
    with house.redis.black_hole():
        time.sleep(2 * AWAY_SECONDS)
    house.redis.start()


def _end_connections(house: House) -> None:
    house.postgres.end_connections()


def _kill_postgres(house: House) -> None:
    house.postgres.kill()


def _restart_postgres(house: House) -> None:
    house.postgres.restart()


ALL = (
    Misfortune("a worker's child killed", 1, _kill_child),
    Misfortune("a worker killed", DELIVERERS, _kill_worker),
    Misfortune("both beats killed", 0, _kill_beats),
    Misfortune("the web server killed", 0, _kill_web),
    Misfortune("Redis flushed", 0, _flush_redis),
    Misfortune("Redis killed", DELIVERERS, _kill_redis),
    Misfortune("started without Redis", DELIVERERS, _start_without_redis),
    Misfortune("Redis a black hole", DELIVERERS, _silence_redis),
    Misfortune("connections terminated", DELIVERERS, _end_connections),
    Misfortune("PostgreSQL killed", DELIVERERS, _kill_postgres),
    Misfortune("PostgreSQL restarted", DELIVERERS, _restart_postgres),
)
NAMED = {misfortune.name: misfortune for misfortune in ALL}
SHORT = ("PostgreSQL killed", "a worker's child killed", "Redis killed")
