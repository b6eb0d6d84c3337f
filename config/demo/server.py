"""A web server of the demo's own, on a free loopback port, for as long as the story needs it."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.env import Environment
from config.supervisor import programs
from config.supervisor.child import Child
from config.supervisor.supervisor import answers

READY_SECONDS = 60.0


class ServerDidNotStart(Exception):
    """The demo's web server does not answer."""


@contextmanager
def web_server(log_dir: Path) -> Iterator[str]:
    """Yields the address of a running web server; stops it with the block.

    It trusts the `X-Forwarded-For` of this machine, so that invented signers come from
    addresses of their own and the limits apply to them as they would to people.
    """
    port = _free_port()
    program = programs.web(Environment.of_process(), host=programs.HOST, port=port)
    environment = {**os.environ, "TRUSTED_PROXIES": programs.HOST, "ALLOWED_HOSTS": programs.HOST}
    child = Child(program, log_dir=log_dir, environment=environment)
    child.start()
    try:
        _wait_until_ready(port, child)
        yield f"http://{programs.HOST}:{port}"
    finally:
        child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((programs.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int, child: Child) -> None:
    end = time.monotonic() + READY_SECONDS
    while not answers(port):
        if child.has_ended() or time.monotonic() > end:
            raise ServerDidNotStart(f"the demo's web server does not start; see {child.log}")
        time.sleep(0.1)
