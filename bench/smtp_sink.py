"""A mail server (aiosmtpd) that takes every letter and keeps none, in a process of its own."""

import asyncio
import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from aiosmtpd.smtp import SMTP

from bench.web_server import HOST

_fork = multiprocessing.get_context("fork")


class Sink:
    """Where the sink listens, and how many letters it took."""

    def __init__(self, port: int, asked: Connection) -> None:
        self.port = port
        self._asked = asked

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def taken(self) -> int:
        """Letters since the last time this was asked."""
        self._asked.send("taken")
        taken: int = self._asked.recv()
        return taken


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """The sink on a free port of loopback, until the block ends."""
    ours, theirs = _fork.Pipe()
    process = _fork.Process(target=_run, args=[theirs], daemon=True)
    process.start()
    theirs.close()
    try:
        yield Sink(ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


class _Counter:
    """aiosmtpd's handler: says yes to everything and counts."""

    letters = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters += 1
        return "250 taken"

    def answer(self, asked: Connection) -> None:
        asked.recv()
        asked.send(self.letters)
        self.letters = 0


def _run(asked: Connection) -> None:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(_serve(asked))


async def _serve(asked: Connection) -> None:
    loop, counter = asyncio.get_running_loop(), _Counter()
    server = await loop.create_server(
        lambda: SMTP(counter, enable_SMTPUTF8=True, hostname="sink"), HOST, 0
    )
    asked.send(server.sockets[0].getsockname()[1])
    loop.add_reader(asked.fileno(), counter.answer, asked)
    await server.serve_forever()
