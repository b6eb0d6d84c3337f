"""Redis is emptied, killed and silent while people sign: no signature is refused or slow, and
every confirmation mail goes out once."""

import json
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from config.supervisor import programs
from core.models import Message
from petitions.models import Petition, Signature
from tests.core.smtp_sink import free_port
from tests.faults.programs import MailServer, Programs, Redis, ask, wait_until, web
from tests.stories import coalition_of, open_petition_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

SLOWEST_SECONDS = 3.0  # on a busy machine; a Redis that is waited for costs more
ENOUGH = 60  # signatures, to have met each misfortune


class Signers(threading.Thread):
    """People who sign one after another, from networks of their own, until told to stop."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(daemon=True)
        self._port, self._path = port, path
        self._stopped = threading.Event()
        self.seconds: list[float] = []
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        number = 0
        while not self._stopped.wait(0.04):
            number += 1
            started = time.monotonic()
            self.answers[self._sign(number)] += 1
            self.seconds.append(time.monotonic() - started)

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _sign(self, number: int) -> int:
        person = {
            "given_name": "Ana",
            "family_name": "Silva",
            "email": f"person{number}@example.org",
            "country": "US",
            "postal_code": "94601",
        }
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"100.{number // 200}.{number % 200}.1",
        }
        return ask("POST", self._port, self._path, json.dumps(person), headers).status


def test_people_sign_and_get_their_mail_whatever_happens_to_redis(
    environment: dict[str, str], own_redis: Redis, tmp_path: Path
) -> None:
    petition = open_petition_of(coalition_of(1))
    port, mail = free_port(), MailServer()
    with mail.serving() as url:
        environment |= {"EMAIL_URL": url, "TRUSTED_PROXIES": "127.0.0.1"}
        running = Programs(environment, tmp_path)
        for program in (web(environment, port), programs.worker(), programs.beat()):
            running.start(program)
        try:
            signers = _sign_through_misfortunes(own_redis, port, petition)
            wait_until(lambda: not Message.objects.exclude(state="done").exists(), seconds=150)
        finally:
            running.stop_all()
    assert signers.answers == {201: Signature.objects.count()}
    assert len(signers.seconds) > ENOUGH
    assert max(signers.seconds) < SLOWEST_SECONDS
    assert Counter(mail.ids) == Counter(Message.objects.values_list("message_id", flat=True))
    assert len(mail.ids) == Signature.objects.count()


def _sign_through_misfortunes(own_redis: Redis, port: int, petition: Petition) -> Signers:
    wait_until(lambda: ask("GET", port, "/healthz").status == 200, seconds=150)
    signers = Signers(port, f"/api/v1/petitions/{petition.slug}/signatures/")
    signers.start()
    time.sleep(1.0)
    own_redis.flush()
    time.sleep(1.0)
    own_redis.kill()
    time.sleep(2.0)
    with own_redis.black_hole():
        time.sleep(4.0)
    own_redis.start()
    time.sleep(1.0)
    signers.stop()
    return signers
