"""The pytest plugin that gives a run its servers, before Django's settings are read.

DATABASE_URL and REDIS_URL are followed as everywhere; otherwise embedded servers run under
.data/test, which forget on a crash of the machine and are faster for it. Nothing else of the
developer's environment reaches the tests. Each worker has its own database and Redis database.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis

from config.embedded.lease import Lease, Servers
from config.env import SETTINGS, Environment

FIXED = {"DATA_DIR": ".data/test", "LOG_LEVEL": "info"}
WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or -1) + 1


def _own_redis(url: str) -> str:
    """The URL with a database of this worker's own (Redis has 16 unless told otherwise)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={WORKER}"
    first = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{(first + WORKER) % 16}"))


def _forget_numbers(data_dir: Path) -> None:
    """Each process leaves its own for Prometheus, and /metrics adds all of them up."""
    for old in (data_dir / "metrics").glob("*.db"):
        old.unlink(missing_ok=True)


def _settle_environment() -> Lease:
    for name in SETTINGS.keys() - {"DATABASE_URL", "REDIS_URL"}:
        os.environ[name] = FIXED.get(name, "")
    env = Environment.of_process()
    needed = Servers(postgres=env.embeds_postgres, redis=env.embeds_redis, durable=False)
    lease = Lease(env.data_dir, needed).acquire()
    if not WORKER:
        _forget_numbers(env.data_dir)
    os.environ["REDIS_URL"] = _own_redis(env.redis_url())
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()
    return lease


_lease = _settle_environment()


def pytest_unconfigure(config: pytest.Config) -> None:
    _lease.release()
