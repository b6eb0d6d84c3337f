"""What the fault tests start: each is stopped whatever the test did."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.programs import Redis


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def environment(program_environment: dict[str, str], own_redis: Redis) -> dict[str, str]:
    """Of programs that work on the test's database and a Redis of its own."""
    return program_environment | {"REDIS_URL": own_redis.url}
