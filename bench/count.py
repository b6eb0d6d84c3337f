"""What counting costs those who sign: 32 clients with the counter at work, and without it.

The counter runs in a process of its own and passes every two seconds, as beat rings it. Both
ways write the same deltas; before each round everything is counted. In the end the count must be
the number of signatures, or the figures are worth nothing.
"""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Event

from django.db import connections

from bench.harness import Bench, Limit, Measured
from bench.http_load import post_all
from bench.memory import peak_of
from bench.sign import PATH, RECEIVED, body, make_petition
from bench.web_server import WebServer, web_server
from petitions.models import Petition
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth
from petitions.services.tally import count_changes
from places.services.postal_code import load_places

CLIENTS = 32
SIGNERS = 5000
EVERY_SECONDS = 2.0
ROUNDS = 11  # the difference is smaller than what a busy machine does to five rounds
WITH, WITHOUT = "with the counter", "without"


@dataclass(frozen=True)
class Counter:
    """A process that counts while `counting` is set."""

    process: ForkProcess
    counting: Event


@contextmanager
def prepare() -> Iterator[Bench]:
    """One open petition, one server and one counter through all rounds."""
    load_places()
    petition = Petition.objects.get(pk=make_petition()[0])
    connections.close_all()
    with _counter() as counter, web_server() as server:
        yield Bench(
            name=f"counting, {CLIENTS} clients",
            unit="signatures/s",
            ways={
                WITH: lambda number: _post_counted(server, counter, number),
                WITHOUT: lambda number: _post(server, counter, WITHOUT, number),
            },
            limits=[Limit(WITH, WITHOUT, 0.90)],
            rounds=ROUNDS,
        )
    count_changes()
    _require_exact(petition)


def _post_counted(server: WebServer, counter: Counter, number: int) -> Measured:
    counter.counting.set()
    try:
        return _post(server, counter, WITH, number)
    finally:
        counter.counting.clear()


def _post(server: WebServer, counter: Counter, way: str, number: int) -> Measured:
    bodies = [body(way, number, signer) for signer in range(SIGNERS)]
    count_changes()
    seconds = post_all(
        port=server.port, path=PATH, bodies=bodies, expected=RECEIVED, clients=CLIENTS
    )
    pids = [*server.pids(), counter.process.pid or 0]
    return Measured(len(bodies), seconds, peak_of(pids))


@contextmanager
def _counter() -> Iterator[Counter]:
    fork = multiprocessing.get_context("fork")
    counting = fork.Event()
    process = fork.Process(target=_count, args=[counting], daemon=True)
    process.start()
    try:
        yield Counter(process, counting)
    finally:
        process.terminate()
        process.join()


def _count(counting: Event) -> None:
    while True:
        counting.wait()
        count_changes()
        time.sleep(EVERY_SECONDS)


def _require_exact(petition: Petition) -> None:
    counted, true = waterfall(petition), truth(petition)
    if counted != true:
        raise RuntimeError(f"the tally {counted} is not the truth {true}")
