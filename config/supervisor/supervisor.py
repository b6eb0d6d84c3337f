"""Sets up, starts web, worker and beat, watches them, and stops everything in order."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from config.embedded.lease import Lease
from config.supervisor import programs
from config.supervisor.child import Child

READY_SECONDS = 60.0
LOOK_SECONDS = 0.5
SERVERS_EVERY = 4  # looks


class NotReady(Exception):
    """The web server does not answer; the message ends with the last lines of its log."""


class Supervisor:
    """Web, worker and beat as children, in the order in which they start and stop."""

    def __init__(self, *, children: list[Child], lease: Lease | None, port: int) -> None:
        self._children = children
        self._lease = lease
        self._port = port

    def start(self) -> None:
        """Starts all and returns when the site is ready. Raises NotReady."""
        for child in self._children:
            child.start()
        end = time.monotonic() + READY_SECONDS
        while not answers(self._port):
            web = self._children[0]
            if web.has_ended() or time.monotonic() > end:
                raise NotReady(
                    f"the web server does not start; {web.log} ends with:\n{_tail(web.log)}"
                )
            time.sleep(0.05)

    def watch(self, say: Callable[[str], None]) -> None:
        """Starts again whatever ends, until a signal ends this by an exception.

        `say` prints a line for the person at the terminal.
        """
        looks = 0
        while True:
            time.sleep(LOOK_SECONDS)
            looks += 1
            if self._lease is not None and looks % SERVERS_EVERY == 0 and self._lease.mend():
                say("an embedded server had ended and was started again")
            for child in self._children:
                if child.mend():
                    say(f"{child.program.name} had ended and was started again; see {child.log}")

    def stop(self) -> None:
        """Web first, so that nothing new comes in; all end side by side."""
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.stop()


def answers(port: int) -> bool:
    """Whether a web server on this machine is ready on the port."""
    try:
        with urllib.request.urlopen(f"http://{programs.HOST}:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
