"""Where the sockets of the embedded servers are: a short path, private to one user."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from config.embedded.server_user import ServerUser, server_user

# sun_path holds 104 bytes on macOS and 108 on Linux; PostgreSQL adds ".s.PGSQL.5432.lock".
LONGEST = 80
# Not TMPDIR: processes that differ in it must meet. Our folder is 0700, its owner checked.
TEMPORARY = Path("/tmp")  # noqa: S108 - see above
# Outside these, PostgreSQL's list of folders, libpq and socket URLs each want other quotes.
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


class EmbeddedError(Exception):
    """An embedded server cannot be used; the message says what to do."""


def socket_dir(data_dir: Path) -> Path:
    """DATA_DIR/run, or a folder named by user and DATA_DIR where that path is long or odd.

    Depends on nothing but DATA_DIR, so every process finds the same servers.
    """
    near = data_dir / "run"
    if len(os.fsencode(near)) <= LONGEST and PLAIN.fullmatch(str(near)):
        return near
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return TEMPORARY / f"muster-{server_user(data_dir).uid}-{name}"


def make_socket_dir(data_dir: Path) -> Path:
    """The folder, made when missing. Refuses one that another user put there."""
    user: ServerUser = server_user(data_dir)
    path = socket_dir(data_dir)
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user.uid, os.geteuid()}:
        raise EmbeddedError(f"{path} belongs to another user: remove it or set another DATA_DIR")
    user.own(path)
    path.chmod(0o700)
    return path


def leave_socket_dir(data_dir: Path) -> None:
    """Removes the folder when it is empty: in /tmp nobody else would."""
    with suppress(OSError):
        socket_dir(data_dir).rmdir()
