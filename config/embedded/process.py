"""A server process that outlives the one that started it: start, find, stop.

A process is recognised by its pid file, its name and its working folder together, so a stale
file whose number went to another program is harmless.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from config.embedded.runtime_dir import EmbeddedError
from config.embedded.server_user import ServerUser

LONGEST_LOG = 5_000_000


class Detached(subprocess.Popen[bytes]):
    """A process that is meant to outlive us: being forgotten while it runs is no mistake."""

    def __del__(self) -> None:
        """Popen's own would warn."""


def spawn(command: Sequence[str], *, user: ServerUser, folder: Path, log: Path) -> Detached:
    """Starts the server in a session of its own: a Ctrl-C meant for us must not reach it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return Detached(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder if user.becoming() is None else None,
            env=_environment(),
            start_new_session=True,
            preexec_fn=user.becoming(),
        )


def _environment() -> dict[str, str]:
    """Ours without what PostgreSQL's programs would take for their own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def find(*, pid_file: Path, name: str, folder: Path) -> psutil.Process | None:
    """The live server that the pid file names, if it is one of ours."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        if process.name() == name and Path(process.cwd()) == folder:
            return process
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return None


def stop(process: psutil.Process, *, ask: signal.Signals, insist: signal.Signals) -> None:
    """Asks the server to end, insists after 20 seconds, and returns when it is gone."""
    for number, patience in ((ask, 20), (insist, 10), (signal.SIGKILL, 5)):
        try:
            process.send_signal(number)
            process.wait(patience)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
        return


def wait_until(
    ready: Callable[[], bool], *, process: subprocess.Popen[bytes], seconds: float
) -> bool:
    """Polls `ready`; False as soon as the process has ended without it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.02)
    raise EmbeddedError(f"{process.args!r} did not answer within {seconds:.0f} seconds")


def last_lines(log: Path, count: int = 5) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""
