"""People answer, reminders fall due, hosts move and cancel, and everything is struck in turn: no
promise is broken. `make faults` (FAULTS=whole) strikes with every misfortune at least twice."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.drive import Round
from tests.faults.house import House, TimedMailServer
from tests.faults.judge import Breach
from tests.faults.misfortunes import ALL, NAMED, SHORT, Misfortune
from tests.faults.own_postgres import OwnPostgres
from tests.faults.programs import Redis
from tests.stories import coalition_of

IS_WHOLE = os.environ.get("FAULTS") == "whole"
SEED = int(os.environ.get("FAULTS_SEED") or 20260712)
TIMES = 2

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200 if IS_WHOLE else 600)]


@pytest.fixture
def own_postgres(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), OwnPostgres(tmp_path / "data").serving() as server:
        yield server


@pytest.fixture
def house(own_postgres: OwnPostgres, own_redis: Redis, tmp_path: Path) -> Iterator[House]:
    mail = TimedMailServer()
    with mail.serving() as email_url:
        environment = os.environ | {
            "DATABASE_URL": own_postgres.url,
            "REDIS_URL": own_redis.url,
            "EMAIL_URL": email_url,
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        house = House(
            environment,
            tmp_path,
            postgres=own_postgres,
            redis=own_redis,
            mail=mail,
            random=Random(SEED),
        )
        with house.open():
            yield house


def test_no_promise_is_broken_whatever_is_struck(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    story = coalition_of(1)
    breaches: list[Breach] = []
    with capsys.disabled():
        _print_line("struck", "letters", "twice", "breaches")
    for number, misfortunes in enumerate(_order(house.random), start=1):
        verdict = Round(house, story, f"round-{number}").run(misfortunes)
        names = ", then ".join(misfortune.name for misfortune in misfortunes)
        with capsys.disabled():
            _print_line(names, verdict.letters, verdict.duplicates, len(verdict.breaches))
        breaches += verdict.breaches
    assert breaches == []


def _order(random: Random) -> list[list[Misfortune]]:
    """The misfortunes of each round: some in a row, then each alone."""
    in_a_row = [NAMED[name] for name in SHORT]
    if not IS_WHOLE:
        return [in_a_row]
    every = [*ALL] * TIMES
    random.shuffle(every)
    return [in_a_row, *([misfortune] for misfortune in every)]


def _print_line(struck: str, *counts: object) -> None:
    cells = "".join(f"{count:>10}" for count in counts)
    print(f"\n{struck:<68}{cells}", end="")  # noqa: T201 - what a whole round is run to see
