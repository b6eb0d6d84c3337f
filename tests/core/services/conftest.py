"""People who are owed mail, and the server that takes it."""

from collections.abc import Iterator
from typing import Any

import pytest

from core import outbox
from tests.core.people import People
from tests.core.smtp_sink import Sink, smtp_sink


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> People:
    people = People()
    monkeypatch.setitem(outbox._composers, "greeting", lambda message: people.mails[message.about])
    return people


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as (sink, url):
        settings.EMAIL_URL = url
        yield sink
