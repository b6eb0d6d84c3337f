"""Many deliverers keep one rate together: no slot of a domain is given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.models import MailPace
from core.services.mail_pace import Pacer

WORKERS, LETTERS, PER_MINUTE = 6, 50, 6


@pytest.mark.django_db(transaction=True)
def test_no_slot_is_given_twice(settings: Any) -> None:
    settings.MAIL_PER_DOMAIN = PER_MINUTE
    barrier = Barrier(WORKERS)

    def work(_: int) -> list[datetime | None]:
        pacer = Pacer()
        barrier.wait()
        try:
            return [pacer.slot("a@example.org", booked=None) for _ in range(LETTERS)]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        given = [slot for slots in pool.map(work, range(WORKERS)) for slot in slots]
    later = sorted(slot for slot in given if slot)
    assert (len(given) - len(later), len(set(later))) == (1, WORKERS * LETTERS - 1)
    between = {two - one for one, two in pairwise(later)}
    assert between == {timedelta(minutes=1) / PER_MINUTE}
    assert MailPace.objects.get().free_at == later[-1] + timedelta(minutes=1) / PER_MINUTE
