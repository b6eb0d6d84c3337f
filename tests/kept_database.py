"""A database that keeps what is committed for as long as the tests of a module run.

with kept_database(django_db_blocker):
    ...  # what is written here is gone afterwards
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_database(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Lets the block ask the test database, and empties all tables after it."""
    with blocker.unblock():
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False, allow_cascade=False)
            # Beside an event loop Django keeps connections apart from the thread's usual ones.
            connections.close_all()
