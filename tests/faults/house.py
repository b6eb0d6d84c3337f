"""The whole service as it runs in production, to be struck: a web server, two workers, two beats,
PostgreSQL, Redis and a mail server that notes when each letter came."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psutil

from config.supervisor import programs
from tests.core.smtp_sink import free_port
from tests.faults.own_postgres import OwnPostgres
from tests.faults.programs import MailServer, Programs, Redis, ask, wait_until, web
from tests.faults.records import Letter, News, read_letter

WORKERS, BEATS = ("worker 1", "worker 2"), ("beat 1", "beat 2")
LEASE_SECONDS = 2.0  # as the programs are started with
DELIVERERS = 2  # passes of the outbox at once, over all workers: a kill of all catches as many
LETTER_SECONDS = 0.03  # what the mail server takes for each, so that sending lasts a while


class TimedMailServer(MailServer):
    """Reads each letter as it comes and takes a moment for it."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[Letter] = []
        self.counts: Counter[tuple[str, News]] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        letter = read_letter(self.letters[-1], arrived_at=time.time())
        self.read.append(letter)
        self.counts[letter.event, letter.news] += 1
        await asyncio.sleep(LETTER_SECONDS)
        return answer

    def came(self, event: str, news: News) -> int:
        """How many letters of this kind have come, each arrival counted."""
        return self.counts[event, news]


class House:
    """Its programs by name; each may be killed and started again."""

    def __init__(
        self,
        environment: Mapping[str, str],
        logs: Path,
        *,
        postgres: OwnPostgres,
        redis: Redis,
        mail: TimedMailServer,
        random: Random,
    ) -> None:
        self.port = free_port()
        self.postgres, self.redis, self.mail, self.random = postgres, redis, mail, random
        self.running = Programs(environment, logs)
        self._mail_port = urlsplit(environment["EMAIL_URL"]).port
        worker, beat = programs.worker(), programs.beat()
        three_children = (*worker.command, "--concurrency", "3")
        self._programs = {
            "web": web(environment, self.port),
            **{name: replace(worker, name=name, command=three_children) for name in WORKERS},
            **{name: replace(beat, name=name) for name in BEATS},
        }

    @contextmanager
    def open(self) -> Iterator["House"]:
        """Everything runs until the block ends."""
        try:
            for name in self._programs:
                self.start(name)
            self.wait_for_web()
            yield self
        finally:
            self.running.stop_all()

    def start(self, name: str) -> None:
        self.running.start(self._programs[name])

    def kill(self, name: str) -> None:
        """SIGKILL to the program and all its children."""
        self.running.kill(name)

    def wait_for_web(self) -> None:
        wait_until(lambda: ask("GET", self.port, "/healthz").status == 200, seconds=150)

    def a_sending_child(self) -> psutil.Process:
        """A worker's child that talks to the mail server; any child while none does."""
        children = [child for name in WORKERS for child in self.running.children(name)]
        sending = [child for child in children if self._is_sending(child)]
        return self.random.choice(sending or children)

    def _is_sending(self, child: psutil.Process) -> bool:
        with suppress(psutil.Error):
            return any(
                link.raddr and link.raddr.port == self._mail_port
                for link in child.net_connections()
            )
        return False
