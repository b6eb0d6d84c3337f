"""Embedded servers: shared while anybody uses them, durable, and back after any kill."""

import os
import pwd
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.embedded import postgres, redis
from config.embedded.lease import Lease, Servers
from config.embedded.runtime_dir import EmbeddedError, socket_dir
from config.env import Environment

BOTH = Servers(postgres=True, redis=True)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that an ordinary user may pass through, with a space in its name."""
    with tempfile.TemporaryDirectory(prefix="muster data ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def _query(data_dir: Path, sql: str) -> list[tuple[object, ...]]:
    config = Environment({"DATABASE_URL": postgres.database_url(data_dir)}).database()
    with closing(
        psycopg2.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"])
    ) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def _pids(data_dir: Path) -> list[int]:
    files = (data_dir / "postgres" / "postmaster.pid", data_dir / "redis" / "redis.pid")
    return [int(file.read_text().split()[0]) for file in files]


def _answer(data_dir: Path) -> tuple[bool, bool]:
    return postgres.answers(data_dir), redis.answers(data_dir)


def test_the_last_user_stops_the_servers(data_dir: Path) -> None:
    first, second = Lease(data_dir, BOTH).acquire(), Lease(data_dir, BOTH).acquire()
    pids = _pids(data_dir)
    first.release()
    assert _answer(data_dir) == (True, True)
    assert not second.mend()
    second.release()
    assert (_answer(data_dir), [pid for pid in pids if psutil.pid_exists(pid)]) == (
        (False, False),
        [],
    )


def test_what_was_committed_is_there_after_a_kill_of_everything(data_dir: Path) -> None:
    lease = Lease(data_dir, BOTH).acquire()
    _query(data_dir, "CREATE TABLE promise (word text); INSERT INTO promise VALUES ('kept')")
    for pid in _pids(data_dir):
        psutil.Process(pid).kill()
    with Lease(data_dir, BOTH):
        assert _query(data_dir, "SELECT word FROM promise") == [("kept",)]
    assert _answer(data_dir) == (True, True)  # the first user is still there
    lease.release()
    assert _answer(data_dir) == (False, False)


def test_a_pid_that_went_to_another_program_is_no_server(data_dir: Path) -> None:
    with Lease(data_dir, BOTH):
        lines = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
        lock = (socket_dir(data_dir) / ".s.PGSQL.5432.lock").read_text()
    alive = str(os.getpid())
    (data_dir / "postgres" / "postmaster.pid").write_text("\n".join([alive, *lines[1:]]) + "\n")
    (data_dir / "redis" / "redis.pid").write_text(alive)
    socket_dir(data_dir).mkdir()
    (socket_dir(data_dir) / ".s.PGSQL.5432.lock").write_text(lock.replace(lines[0], alive))
    with Lease(data_dir, BOTH):
        assert _answer(data_dir) == (True, True)
    assert psutil.pid_exists(int(alive))


def test_a_path_of_any_length_will_do(data_dir: Path) -> None:
    deep = data_dir / ("d" * 120) / ("e" * 120)
    with Lease(deep, BOTH):
        assert _answer(deep) == (True, True)
        assert socket_dir(deep).parent == Path("/tmp")
    assert not socket_dir(deep).exists()


def test_a_folder_that_someone_else_put_there_is_refused(data_dir: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make another user's folder")
    place = socket_dir(data_dir)
    place.mkdir(parents=True)
    os.chown(place, 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to another user"):
        Lease(data_dir, BOTH).acquire()
    place.rmdir()


def test_an_ordinary_user_runs_them_too(data_dir: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("we are an ordinary user: the other tests show it")
    nobody = pwd.getpwnam("nobody")
    data_dir.mkdir()
    os.chown(data_dir, nobody.pw_uid, nobody.pw_gid)
    assert _exit_code_of(partial(_run_as, nobody, data_dir)) == 0
    with Lease(data_dir, BOTH):  # and root after the ordinary user
        assert _answer(data_dir) == (True, True)


def _run_as(user: pwd.struct_passwd, data_dir: Path) -> bool:
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    with Lease(data_dir, BOTH):
        return _answer(data_dir) == (True, True)


def _exit_code_of(act: Callable[[], bool]) -> int:
    """0 when it answers True in a fork of this process: an interpreter of root's need not be
    within reach of an ordinary user, a running one is."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = 0 if act() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
