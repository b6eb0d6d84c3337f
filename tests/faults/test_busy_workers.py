"""Every worker is busy with slow mail: those who sign are counted in time all the same."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from config.supervisor import programs
from core.models import Message
from core.outbox import Mail
from core.services.letter import owe_letter
from petitions.selectors.tally import public_count
from tests.faults.programs import MailServer, Programs, wait_until
from tests.petitions.ballot_box import BallotBox, ballot_box

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

LETTERS = 300
COUNTED_WITHIN_SECONDS = 10.0


class SlowMailServer(MailServer):
    """Takes a while for each letter."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(0.3)
        return await super().handle_DATA(server, session, envelope)


def test_signatures_are_counted_in_time_while_every_worker_is_busy(
    environment: dict[str, str], tmp_path: Path
) -> None:
    box = ballot_box()
    for number in range(LETTERS):
        owe_letter(Mail(to=f"person{number}@example.org", subject="Hi", text="Hi\n"))
    mail = SlowMailServer()
    with mail.serving() as url:
        running = Programs(environment | {"EMAIL_URL": url}, tmp_path)
        try:
            running.start(programs.worker())
            running.start(programs.beat())
            wait_until(lambda: len(mail.ids) > 2, seconds=150)
            delays = [_seconds_until_counted(box) for _ in range(3)]
        finally:
            running.stop_all()
    assert Message.objects.exclude(state="done").exists(), "the workers were busy all the time"
    assert max(delays) < COUNTED_WITHIN_SECONDS


def _seconds_until_counted(box: BallotBox) -> float:
    box.sign()
    began = time.monotonic()
    wait_until(lambda: public_count(box.petition.pk) == box.counted(), seconds=40)
    return time.monotonic() - began
