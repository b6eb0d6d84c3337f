"""Many workers deliver at once: each message goes out once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.dispatcher import PassResult
from core.models import Message
from core.outbox import Mail
from core.services.letter import owe_letter
from core.services.message_delivery import deliver_pass
from tests.core.smtp_sink import smtp_sink

WORKERS, LETTERS = 6, 200


@pytest.mark.django_db(transaction=True)
def test_each_message_goes_out_once(settings: Any) -> None:
    for number in range(LETTERS):
        owe_letter(Mail(to=f"person{number}@example.org", subject="Hi", text="Hi\n"))
    barrier = Barrier(WORKERS)

    def work(_: int) -> PassResult:
        barrier.wait()
        try:
            return deliver_pass()
        finally:
            connection.close()

    with smtp_sink() as (sink, url), ThreadPoolExecutor(WORKERS) as pool:
        settings.EMAIL_URL = url
        settings.DUTY_PASS_SECONDS = 60
        done = sum(pool.map(work, range(WORKERS)), PassResult())
    sent = Counter(str(letter["Message-ID"]) for letter in sink.letters)
    assert sent == Counter(Message.objects.values_list("message_id", flat=True))
    assert (done.sent, done.failed) == (LETTERS, 0)
