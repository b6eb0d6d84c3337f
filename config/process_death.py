"""Ends a process when its parent ends, so that a killed supervisor leaves nobody behind."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Asks the kernel for SIGTERM at the death of `parent`, our parent. Call it in the child.

    A parent that is dead already is noticed. Linux only; elsewhere nothing happens.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
