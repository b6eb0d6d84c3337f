"""One `up` a folder and one program a port: says clearly what is taken, and harms nobody."""

import fcntl
import json
import os
import socket
from pathlib import Path
from types import TracebackType


class Taken(Exception):
    """The folder or the port is in use; the message says by whom and what to do."""


class FolderClaim:
    """DATA_DIR for one supervisor. The kernel drops the lock when the process dies."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self._data_dir = data_dir
        self._url = url
        self._handle = -1

    def __enter__(self) -> "FolderClaim":
        self._data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        path = self._data_dir / "up.lock"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise Taken(_who_has(path)) from None
        os.truncate(self._handle, 0)
        os.write(self._handle, json.dumps({"pid": os.getpid(), "url": self._url}).encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.truncate(self._handle, 0)
        os.close(self._handle)


def _who_has(path: Path) -> str:
    """The other one may be about to write its line: then only the folder is known."""
    try:
        holder = json.loads(path.read_text())
        who = f"process {holder['pid']}, which serves {holder['url']}"
    except (OSError, ValueError, KeyError):
        who = "another process"
    return f"{path.parent} is in use by {who}; stop that one, or set DATA_DIR and PORT"


def require_free_port(port: int) -> None:
    """Raises Taken when another program listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Taken(f"port {port} needs rights that we do not have; choose another") from None
        except OSError:
            raise Taken(f"port {port} is taken by another program; choose another: PORT=") from None
