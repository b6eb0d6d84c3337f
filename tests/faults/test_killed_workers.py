"""Workers are killed in the middle of a delivery: nothing is lost, and at most the message in
flight goes out twice, with the same Message-ID."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from config.supervisor import programs
from core.models import Message
from core.outbox import Mail
from core.services.letter import owe_letter
from tests.faults.programs import MailServer, Programs, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

LETTERS = 40
# With one child, exactly one letter is in flight whenever it is killed, on a busy machine too.
USUAL = programs.worker()
WORKER = replace(USUAL, command=(*USUAL.command, "--concurrency", "1"))


def test_a_killed_child_and_a_killed_worker_lose_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    for number in range(LETTERS):
        owe_letter(Mail(to=f"person{number}@example.org", subject="Hi", text="Hi\n"))
    mail = MailServer(hold_at=(5, 20))
    with mail.serving() as url:
        running = Programs(environment | {"EMAIL_URL": url}, tmp_path)
        try:
            _deliver_through_two_kills(running, mail)
        finally:
            running.stop_all()
    sent = Counter(mail.ids)
    in_flight = {mail.ids[4], mail.ids[19]}
    assert set(sent) == set(Message.objects.values_list("message_id", flat=True))
    assert {message_id for message_id, times in sent.items() if times > 1} == in_flight
    assert len(mail.ids) == LETTERS + 2


def _deliver_through_two_kills(running: Programs, mail: MailServer) -> None:
    running.start(WORKER)
    running.start(programs.beat())
    running.child_at("worker", mail.wait_until_held()).kill()
    mail.wait_until_held()
    assert running.is_running("worker")
    running.kill("worker")
    running.start(WORKER)
    wait_until(lambda: not Message.objects.exclude(state="done").exists(), seconds=150)
