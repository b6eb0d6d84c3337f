"""A web server for benches: granian as in production, 2 workers of 4 blocking threads."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

WORKERS = 2
THREADS = 4
HOST = "127.0.0.1"


@dataclass(frozen=True)
class WebServer:
    """A server that answers on `port`."""

    port: int
    process: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """Of its workers."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]


@contextmanager
def web_server(
    application: str = "config.wsgi:application", *, environment: Mapping[str, str] = os.environ
) -> Iterator[WebServer]:
    """Serves the application until the block ends."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi"),
        *("--host", HOST, "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--log-level", "warning", "--no-access-log"),
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_ready(port, process)
        yield WebServer(port, process)
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    stop_at = time.monotonic() + 30
    while time.monotonic() < stop_at and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start")
