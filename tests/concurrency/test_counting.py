"""Signers, counters, recounts and observers at once, in real transactions; a counter killed."""

import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import TypeVar

import pytest
from django.db import connection, transaction

from core.actors import SYSTEM
from core.snapshot import one_snapshot
from petitions.models import Delta, SignatureState
from petitions.selectors.tally import public_count, waterfall
from petitions.selectors.truth import truth
from petitions.services import tally
from petitions.services.tally import count_changes, recount
from tests.petitions.ballot_box import BallotBox, ballot_box

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")
SIGNERS = 6
SIGNATURES_EACH = 40


def test_the_count_is_never_above_the_truth_and_right_in_the_end() -> None:
    box = ballot_box()
    seen: list[tuple[int, int]] = []
    with (
        _meanwhile(lambda: count_changes()),
        _meanwhile(lambda: count_changes()),
        _meanwhile(lambda: recount(petition=box.petition, actor=SYSTEM)),
        _meanwhile(lambda: seen.append(_public_and_true(box))),
        ThreadPoolExecutor(SIGNERS) as pool,
    ):
        list(pool.map(lambda seed: _closing(lambda: _sign_and_change(box, seed)), range(SIGNERS)))
    count_changes()
    assert len(seen) > 20
    assert [pair for pair in seen if pair[0] > pair[1]] == []
    assert public_count(box.petition.pk) == box.counted() > 0
    assert waterfall(box.petition) == truth(box.petition)
    assert recount(petition=box.petition, actor=SYSTEM).corrected == 0
    assert Delta.objects.count() == 0


def test_a_signature_that_commits_during_a_recount_is_counted_once() -> None:
    box = ballot_box()
    box.sign()
    signing, recounted = threading.Event(), threading.Event()

    def sign_slowly() -> None:
        with transaction.atomic():
            box.sign()
            signing.set()
            recounted.wait(10)

    with ThreadPoolExecutor(1) as pool:
        signer = pool.submit(lambda: _closing(sign_slowly))
        signing.wait(10)
        assert recount(petition=box.petition, actor=SYSTEM).after["counted"] == 1
        recounted.set()
        signer.result(10)
    count_changes()
    assert public_count(box.petition.pk) == box.counted() == 2
    assert recount(petition=box.petition, actor=SYSTEM).corrected == 0


def test_a_counter_that_is_killed_in_the_middle_of_a_pass_loses_and_doubles_nothing() -> None:
    box = ballot_box()
    for _ in range(5):
        box.sign()
    connection.close()  # a forked child must not share it
    fork = multiprocessing.get_context("fork")
    in_the_middle = fork.Event()
    child = fork.Process(target=_count_and_stop_halfway, args=[in_the_middle])
    child.start()
    assert in_the_middle.wait(20)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join(20)
    assert child.exitcode == -signal.SIGKILL
    recount(petition=box.petition, actor=SYSTEM)  # waits until the server has let go of the lock
    assert public_count(box.petition.pk) == 5
    assert waterfall(box.petition) == truth(box.petition)


def test_a_second_counter_leaves_the_first_alone() -> None:
    box = ballot_box()
    box.sign()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert count_changes() == 1
        assert pool.submit(lambda: _closing(count_changes)).result(10) == 0
    assert public_count(box.petition.pk) == 1


def _sign_and_change(box: BallotBox, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(SIGNATURES_EACH):
        signature = box.sign(
            state=chance.choice([SignatureState.UNCONFIRMED, SignatureState.HASHED]),
            source=chance.randrange(3),
        )
        if chance.random() < 0.7:
            box.move(signature, SignatureState.CONFIRMED)
        if chance.random() < 0.3:
            box.deliver_again(signature, source=3)
        if chance.random() < 0.5:
            box.move(signature, SignatureState.WITHDRAWN)


def _public_and_true(box: BallotBox) -> tuple[int, int]:
    """What the public reads and what is true, as of one moment."""
    with one_snapshot():
        return public_count(box.petition.pk), box.counted()


def _count_and_stop_halfway(in_the_middle: Event) -> None:
    with transaction.atomic():
        tally.count_changes()
        in_the_middle.set()
        signal.pause()


def _closing(work: Callable[[], Result]) -> Result:
    """Runs the work of a thread and closes the thread's connection."""
    try:
        return work()
    finally:
        connection.close()


@contextmanager
def _meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Repeats the work in a thread of its own until the block ends; fails if it failed."""
    stop = threading.Event()

    def repeat() -> None:
        while not stop.is_set():
            work()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: _closing(repeat))
        try:
            yield
        finally:
            stop.set()
            running.result(60)
