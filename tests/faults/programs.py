"""Real programs for the tests that kill them: web, worker, beat, Redis and a mail server."""

import asyncio
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import redis
from aiosmtpd.controller import Controller

from config.embedded.redis import find_binary
from config.env import Environment
from config.supervisor import programs
from tests.core.smtp_sink import Sink, free_port

SHORT = {
    "DUTY_LEASE_SECONDS": "2",
    "DUTY_BACKOFF_SECONDS": "0.5",
    "DUTY_PASS_SECONDS": "5",
    "LOG_LEVEL": "warning",
    "WEB_WORKERS": "1",
}


class Programs:
    """Starts programs in sessions of their own; `kill` is SIGKILL to all of a session."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = {**environment, **SHORT}
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._programs: dict[str, programs.Program] = {}
        self._ended: list[str] = []

    def start(self, program: programs.Program) -> None:
        self._programs[program.name] = program
        with self._log(program.name).open("ab") as log:
            self._running[program.name] = subprocess.Popen(
                program.command,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        process = self._running.pop(name)
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def child_at(self, name: str, port: int) -> psutil.Process:
        """The program's child whose end of a connection is this port."""
        for child in self.children(name):
            with suppress(psutil.NoSuchProcess):
                if any(link.laddr.port == port for link in child.net_connections()):
                    return child
        raise AssertionError(f"no child of {name} has the port {port}")

    def children(self, name: str) -> list[psutil.Process]:
        """Every process that the program started and that lives."""
        return psutil.Process(self._running[name].pid).children(recursive=True)

    def is_running(self, name: str) -> bool:
        return self._running[name].poll() is None

    def mend(self) -> None:
        """Starts again what has ended though nobody killed it, as the supervisor does."""
        for name in [name for name in self._running if not self.is_running(name)]:
            self._ended.append(name)
            self.kill(name)  # what it left behind
            self.start(self._programs[name])

    def last_words(self) -> Iterator[str]:
        """Which programs ended by themselves, and what each wrote last."""
        yield f"ended by themselves: {', '.join(self._ended) or 'none'}"
        for name in self._running:
            yield f"the log of {name} ends with:"
            yield from self._log(name).read_text(errors="replace").splitlines()[-12:]

    def stop_all(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


class MailServer(Sink):
    """Records the Message-ID of each letter it takes and may hold its answer back.

    `hold_at` names the letters (counted from 1) that are taken but not answered until the
    client is gone; `held` gets the client's port then.
    """

    def __init__(self, hold_at: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.ids: list[str] = []
        self._hold_at = hold_at
        self.held: list[int] = []
        self.is_holding = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        self.ids.append(str(self.letters[-1]["Message-ID"]))
        if len(self.ids) in self._hold_at:
            self.held.append(session.peer[1])
            self.is_holding.set()
            await asyncio.sleep(5)
        return answer

    def wait_until_held(self, seconds: float = 60.0) -> int:
        """The port of the client whose letter was taken and not answered."""
        assert self.is_holding.wait(seconds), "no letter came"
        self.is_holding.clear()
        return self.held[-1]

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The `EMAIL_URL` while it serves."""
        port = free_port()
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{port}"
        finally:
            controller.stop()


class Redis:
    """A Redis of the test's own, on one port that it keeps through every misfortune."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [find_binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, seconds=30)

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def black_hole(self) -> Iterator[None]:
        """In its place a socket that accepts connections and never answers."""
        with socket.create_server(("127.0.0.1", self.port), backlog=512):
            yield

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis(port=self.port) as client:
            return bool(client.ping())
        return False


def web(environment: Mapping[str, str], port: int) -> programs.Program:
    """The web server as `make run` starts it."""
    return programs.web(Environment({**environment, **SHORT}), host="127.0.0.1", port=port)


@dataclass(frozen=True)
class Answer:
    """What a server answered; status 0 when it did not."""

    status: int
    headers: Message = field(default_factory=Message)
    body: bytes = b""


def ask(
    method: str, port: int, path: str, body: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request to a server on loopback, over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    except (OSError, HTTPException):
        return Answer(0)
    finally:
        connection.close()


def wait_until(what: Callable[[], bool], *, seconds: float) -> None:
    """Waits until it is so; fails after the seconds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not so after {seconds} seconds"
        time.sleep(0.05)
