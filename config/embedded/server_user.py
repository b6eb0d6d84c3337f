"""As whom the embedded servers run: PostgreSQL refuses to run as root, so root lends a user.

The folders above the project are left as they are: where the lent user may not pass through
them, the server keeps the one capability that lets it pass (Linux).
"""

import ctypes
import os
import pwd
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True)
class ServerUser:
    """A user and group id; `lent` says that we are root and become this user."""

    uid: int
    gid: int
    lent: bool

    def own(self, path: Path) -> None:
        """Hands a folder of ours to the user."""
        if self.lent:
            os.chown(path, self.uid, self.gid)

    def becoming(self) -> Callable[[], None] | None:
        """What a child does between fork and exec to become the user."""
        return self._become if self.lent else None

    def _become(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        linux = hasattr(libc, "prctl")
        if linux:
            libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if linux:
            _keep_passing_folders(libc)


def _keep_passing_folders(libc: ctypes.CDLL) -> None:
    """Keeps CAP_DAC_OVERRIDE over exec; where it is refused the server has to do without."""
    only = 1 << CAP_DAC_OVERRIDE
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    sets = struct.pack("=6I", only, only, only, 0, 0, 0)  # effective, permitted, inheritable
    if libc.capset(header, sets) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def server_user(data_dir: Path) -> ServerUser:
    """Ourselves; for root, the owner of the database that is there, else `nobody`."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), lent=False)
    for path in (data_dir / "postgres", data_dir):
        if path.exists() and path.stat().st_uid != 0:
            found = path.stat()
            return ServerUser(found.st_uid, found.st_gid, lent=True)
    nobody = pwd.getpwnam("nobody")
    return ServerUser(nobody.pw_uid, nobody.pw_gid, lent=True)
