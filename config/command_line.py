"""`manage.py`: finds out whether a command needs servers, and keeps ours up while it runs."""

import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.embedded.lease import Lease, Servers
from config.embedded.runtime_dir import EmbeddedError
from config.env import Environment
from config.set_up import set_up_new_database

# `up` takes its own lease, after it has seen that nobody else runs in the folder.
WITHOUT_SERVERS = {
    "check", "collectstatic", "compilemessages", "diffsettings", "help", "makemessages",
    "spectacular", "startapp", "up", "verify_bundle", "version",
}  # fmt: skip


def run(arguments: list[str]) -> None:
    """Runs the command; exits 1 with one line when its servers cannot be had."""
    signal.signal(signal.SIGTERM, _end)
    try:
        _require_folder(Environment.of_process().data_dir)
        with servers(arguments):
            if needs_servers(arguments):
                set_up_new_database(Environment.of_process(), arguments[1])
            execute_from_command_line(arguments)
    except (EmbeddedError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def _require_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR cannot be {data_dir}: {error.strerror}") from error


def servers(arguments: list[str]) -> AbstractContextManager[object]:
    """A lease on the embedded servers that the command needs, if any."""
    env = Environment.of_process()
    needed = Servers(postgres=env.embeds_postgres, redis=env.embeds_redis)
    if not needs_servers(arguments) or not (needed.postgres or needed.redis):
        return nullcontext()
    return Lease(env.data_dir, needed)


def needs_servers(arguments: list[str]) -> bool:
    command = arguments[1] if len(arguments) > 1 else "help"
    only_asks = {"-h", "--help", "--version"} & set(arguments[1:])
    # `check --database default` asks the database.
    return not only_asks and (command not in WITHOUT_SERVERS or "--database" in arguments)


def _end(number: int, frame: FrameType | None) -> None:
    """SIGTERM unwinds like Ctrl-C, so that the last user stops the servers."""
    sys.exit(128 + number)
