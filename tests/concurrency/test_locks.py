"""A lock has one holder at a time, and none after its holder's end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core import locks

pytestmark = pytest.mark.django_db(transaction=True)


def is_free_elsewhere(name: str) -> bool:
    """Whether another connection gets the lock."""

    def attempt() -> bool:
        try:
            with transaction.atomic():
                return locks.try_until_commit(name)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(attempt).result()


def test_a_lock_until_commit_ends_with_the_transaction() -> None:
    with transaction.atomic():
        locks.hold_until_commit("counting")
        assert not is_free_elsewhere("counting")
        assert is_free_elsewhere("other work")
    assert is_free_elsewhere("counting")


def test_many_locks_are_held_together_and_end_together() -> None:
    names = [f"mailbox {number}" for number in range(1000)]
    with transaction.atomic():
        locks.hold_all_until_commit(names)
        held = [is_free_elsewhere(name) for name in ("mailbox 0", "mailbox 999", "mailbox 1000")]
        assert held == [False, False, True]
    assert is_free_elsewhere("mailbox 0")


def test_a_session_lock_outlives_transactions_and_ends_with_its_block() -> None:
    with locks.session_lock("counting") as taken:
        with transaction.atomic():
            pass
        assert (taken, is_free_elsewhere("counting")) == (True, False)
    assert is_free_elsewhere("counting")


def test_a_session_lock_ends_with_its_connection() -> None:
    with locks.session_lock("counting"):
        connection.close()
        assert is_free_elsewhere("counting")
        connection.connect()
    assert is_free_elsewhere("counting")
