"""The programs that make up Muster, as command lines. docker-compose.yml runs the same."""

import os
import sys
from dataclasses import dataclass

from config.env import Environment

HOST = "127.0.0.1"
MOST_WEB_WORKERS = 8


@dataclass(frozen=True)
class Program:
    """A name, a command line, and how many seconds it may take to end when asked."""

    name: str
    command: tuple[str, ...]
    patience: float


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def web(env: Environment, *, host: str, port: int) -> Program:
    """Blocking threads behind a few processes: as measured, the fastest way to sign."""
    workers = env.number("WEB_WORKERS", min(max(cores(), 2), MOST_WEB_WORKERS))
    options = (
        *("--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(env.number("WEB_THREADS"))),
        *("--blocking-threads-idle-timeout", "600", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "8", "--log-level", "warning"),
    )
    return Program("web", _module("granian", *options, "config.wsgi:application"), 12)


def worker() -> Program:
    """More children than cores: long duties may hold four of them (two imports, two bundles),
    and counting and mail must not wait for those."""
    options = ("--concurrency", str(max(cores(), 2) + 3), "--loglevel", "WARNING")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return Program("worker", _celery("worker", *options, *quiet), 12)


def beat() -> Program:
    return Program("beat", _celery("beat"), 5)


def _celery(*arguments: str) -> tuple[str, ...]:
    """Quietly: its banner tells addresses, in lines that are no JSON."""
    return _module("celery", "-A", "config.celery", "--quiet", *arguments)


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)
