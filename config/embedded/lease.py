"""Who uses the embedded servers: the first user starts them, the last one stops them.

Users hold a shared flock on DATA_DIR/servers.lock, which the kernel drops when a process dies,
however it dies. Starting and stopping happens under an exclusive flock on DATA_DIR/start.lock.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from config.embedded import postgres, redis
from config.embedded.runtime_dir import EmbeddedError, leave_socket_dir


@dataclass(frozen=True)
class Servers:
    """Which embedded servers a process needs; `durable` is off for data that tests throw away."""

    postgres: bool
    redis: bool
    durable: bool = True


class Lease:
    """Keeps the servers up until `release`; also a context manager."""

    def __init__(self, data_dir: Path, servers: Servers) -> None:
        self._data_dir = data_dir
        self._servers = servers
        self._handle = -1
        self._owner = os.getpid()

    def acquire(self) -> "Lease":
        """Starts what does not run. Raises EmbeddedError when that fails."""
        self._data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        with _start_lock(self._data_dir):
            self._handle = _open(self._data_dir / "servers.lock")
            fcntl.flock(self._handle, fcntl.LOCK_SH)
            try:
                self._start_missing()
            except BaseException:
                os.close(self._handle)
                raise
        return self

    def release(self) -> None:
        """Stops the servers if nobody else uses them. A forked child must not do this."""
        if self._handle < 0 or os.getpid() != self._owner:
            return
        with _start_lock(self._data_dir):
            with suppress(BlockingIOError):
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                redis.stop(self._data_dir)
                postgres.stop(self._data_dir)
                leave_socket_dir(self._data_dir)
            os.close(self._handle)
            self._handle = -1

    def mend(self) -> bool:
        """Starts what has ended meanwhile; says whether there was anything."""
        with _start_lock(self._data_dir):
            return self._start_missing()

    def _start_missing(self) -> bool:
        without_postgres = self._servers.postgres and not postgres.answers(self._data_dir)
        without_redis = self._servers.redis and not redis.answers(self._data_dir)
        if without_postgres:
            postgres.start(self._data_dir, durable=self._servers.durable)
        if without_redis:
            redis.start(self._data_dir)
        return without_postgres or without_redis

    def __enter__(self) -> "Lease":
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@contextmanager
def _start_lock(data_dir: Path) -> Iterator[None]:
    handle = _open(data_dir / "start.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise EmbeddedError(
            f"{path.parent} belongs to another user: run as that user, or set DATA_DIR"
        ) from error
