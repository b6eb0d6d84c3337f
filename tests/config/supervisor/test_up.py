"""`manage.py up` with real processes: from nothing to ready, twice, killed, and down again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.embedded import postgres
from config.embedded.lease import Lease, Servers
from config.embedded.runtime_dir import socket_dir
from tests.architecture.source import ROOT

READY_SECONDS = 180.0  # a guard: usually a tenth of it, and more beside other work


class Up:
    """One `manage.py up` on a folder and a port of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir = data_dir
        self.url = f"http://localhost:{port}"
        self._output = data_dir.with_suffix(f".{time.monotonic_ns()}.out")
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(port)],
                cwd=ROOT,
                env=kept | {"DATA_DIR": str(data_dir), "DEBUG": "1", "WEB_WORKERS": "1"},
                stdout=output,
                stderr=output,
            )

    def said(self) -> list[str]:
        return self._output.read_text().splitlines()

    def wait_until_said(self, start: str) -> None:
        end = time.monotonic() + READY_SECONDS
        while not any(line.startswith(start) for line in self.said()):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def programs(self) -> list[psutil.Process]:
        """The supervisor, what it started, and the servers."""
        return [psutil.Process(self.process.pid), *self.children(), *self.servers()]

    def children(self) -> list[psutil.Process]:
        """Web, worker and beat, and their own processes."""
        found = []
        for each in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # one that ends meanwhile
                if each.name() not in {"postgres", "redis-server"}:
                    found.append(each)
        return found

    def servers(self) -> list[psutil.Process]:
        files = ("postgres/postmaster.pid", "redis/redis.pid")
        pids = [int((self.data_dir / file).read_text().split()[0]) for file in files]
        return [psutil.Process(pid) for pid in pids]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        """The supervisor alone, with no chance to tidy up."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="muster up ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@pytest.fixture
def start(data_dir: Path, port: int) -> Iterator[Callable[[], Up]]:
    """Starts one `up` after another; a test that fails leaves none behind."""
    started: list[Up] = []

    def start_next() -> Up:
        started.append(Up(data_dir, port))
        started[-1].wait_until_said("Ctrl-C")
        return started[-1]

    yield start_next
    for up in started:
        if up.process.poll() is None:
            up.end()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.status, answer.read()


def _query(data_dir: Path, sql: str) -> object:
    host = str(socket_dir(data_dir))
    with closing(psycopg2.connect(host=host, user=postgres.SUPERUSER, dbname="muster")) as found:
        found.autocommit = True
        cursor = found.cursor()
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


def _gone(programs: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after the time."""
    return psutil.wait_procs(programs, timeout=seconds)[1]


def _refused(data_dir: Path, port: int) -> tuple[int, str]:
    """Exit code and words of a second `up`."""
    tried = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return tried.returncode, tried.stderr.strip()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_second_one_harms_nobody_and_the_first_ends_cleanly(
    data_dir: Path, port: int, start: Callable[[], Up]
) -> None:
    up = start()
    assert f"ready {up.url}" in up.said()
    assert _get(f"{up.url}/readyz") == (200, b'{"status": "ready"}')
    assert _refused(data_dir, port + 1) == (
        1,
        f"{data_dir} is in use by process {up.process.pid}, which serves {up.url}; "
        "stop that one, or set DATA_DIR and PORT",
    )
    assert _refused(data_dir.with_name("other"), port) == (
        1,
        f"port {port} is taken by another program; choose another: PORT=",
    )
    assert _get(f"{up.url}/healthz") == (200, b'{"status": "ok"}')
    programs = up.programs()
    assert (up.end(), _gone(programs, 5), up.said()[-2:]) == (0, [], ["stopping", "stopped"])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_kill_of_everything_it_starts_with_all_it_had(
    data_dir: Path, start: Callable[[], Up]
) -> None:
    up = start()
    _query(data_dir, "CREATE TABLE promise (word text); INSERT INTO promise VALUES ('kept')")
    killed = up.programs()
    for program in killed:
        with suppress(psutil.NoSuchProcess):  # its parent's death was enough
            program.kill()
    up.process.wait()
    assert _gone(killed, 10) == []

    up = start()
    assert _query(data_dir, "SELECT word FROM promise") == ("kept",)

    web = next(each for each in up.children() if "granian" in each.cmdline())
    web.kill()
    up.wait_until_said("web had ended and was started again")
    children = up.children()
    servers = up.servers()
    up.kill()  # its children go with it, the servers wait for the next user
    assert _gone(children, 15) == []
    with Lease(data_dir, Servers(postgres=True, redis=True)):
        assert [each.is_running() for each in servers] == [True, True]
    assert _gone(servers, 5) == []
