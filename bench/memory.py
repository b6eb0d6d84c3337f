"""Peak resident memory of processes, in bytes."""

import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.db import connections

# ru_maxrss is in KiB on Linux and in bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def own_peak() -> int:
    """Of this process since it began."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def peak_of(pids: Iterable[int]) -> int:
    """The highest peak among running processes (Linux; elsewhere 0)."""
    return max((_peak_of_one(pid) for pid in pids), default=0)


def in_child(work: Callable[..., float], *arguments: Any) -> tuple[float, int]:
    """Runs the work in a forked process: what it returned, and the peak of that process alone.

    Raises RuntimeError when it fails. The child has its own database connections.
    """
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_tell, args=[theirs, work, arguments])
    child.start()
    theirs.close()
    try:
        answer: tuple[float, int] = ours.recv()
    except EOFError as error:
        child.join()
        raise RuntimeError(f"the measured process ended with {child.exitcode}") from error
    child.join()
    return answer


def _tell(theirs: Connection, work: Callable[..., float], arguments: tuple[Any, ...]) -> None:
    answer = work(*arguments)
    connections.close_all()
    theirs.send((answer, own_peak()))
    theirs.close()


def _peak_of_one(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0
