"""`python -m config.run web|worker|beat`: becomes one program of Muster, for containers.

On one machine `manage.py up` runs all three. In a container nobody else shares the address, so
the web server listens on all of them.
"""

import os
import sys

from config.env import Environment
from config.supervisor import programs


def program(name: str) -> programs.Program:
    """The program of that name; raises KeyError for another."""
    env = Environment.of_process()
    known = {
        "web": lambda: programs.web(env, host="0.0.0.0", port=env.number("PORT")),  # noqa: S104 - see above
        "worker": programs.worker,
        "beat": programs.beat,
    }
    return known[name]()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"web", "worker", "beat"}:
        sys.exit("usage: python -m config.run web|worker|beat")
    command = program(sys.argv[1]).command
    os.execv(command[0], command)  # noqa: S606 - our own command line, no shell
