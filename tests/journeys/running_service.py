"""All of Muster running as a user starts it: web, worker and beat, on a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from config.demo.client import Client
from config.env import BASE_DIR

READY_SECONDS = 150
WAIT_SECONDS = 150
ADDRESS = "203.0.113.77"  # of nobody: RFC 5737
Found = TypeVar("Found")


class RunningService:
    """`environment` names the database, Redis and data folder it works on."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment = environment
        self.base = f"http://127.0.0.1:{port}"
        self.public_url = f"http://localhost:{port}"  # in mails, and for browsers
        self.data_dir = Path(environment["DATA_DIR"])
        self._clients: list[Client] = []

    def command(self, name: str, *arguments: str) -> dict[str, Any]:
        """Runs `manage.py NAME` in a process of its own; its JSON answer."""
        done = subprocess.run(
            [sys.executable, "manage.py", name, *arguments, "--json"],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def program(self, *, email: str, group: str, scopes: str) -> Client:
        """A partner's program with a token of this person."""
        answer = self.command("create_token", email, "--group", group, "--scopes", scopes)
        return self._client(answer["token"])

    def visitor(self) -> Client:
        """Somebody with a browser, at ADDRESS behind a proxy on this machine."""
        return self._client("")

    def close(self) -> None:
        """Ends all connections."""
        for client in self._clients:
            client.close()

    def _client(self, token: str) -> Client:
        self._clients.append(Client(self.base, token=token, address=ADDRESS))
        return self._clients[-1]


@contextmanager
def running_service(environment: dict[str, str], data_dir: Path) -> Iterator[RunningService]:
    """Starts everything and stops it with the block."""
    port = _free_port()
    own = {
        "DATA_DIR": str(data_dir),
        "DEBUG": "1",
        "PORT": str(port),
        "PUBLIC_URL": "",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    environment = {**environment, **own}
    log = (data_dir / "up.log").open("wb")
    up = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=BASE_DIR,
        env=environment,
        stdout=log,
        stderr=log,
    )
    service = RunningService(environment, port)
    try:
        wait_for(lambda: "ready http" in (data_dir / "up.log").read_text(), READY_SECONDS)
        yield service
    finally:
        service.close()
        os.kill(up.pid, signal.SIGTERM)
        assert up.wait(30) == 0
        log.close()


def wait_for(look: Callable[[], Found], seconds: float = WAIT_SECONDS) -> Found:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


def upload(client: Client, path: str, file: Path, fields: dict[str, str]) -> dict[str, Any]:
    """Sends a file as a form does; the JSON answer."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = "".join([*parts, head]).encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    status, data = client.request(
        "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    assert status == 202, data
    answer: dict[str, Any] = json.loads(data)
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
