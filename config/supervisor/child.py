"""One program under the supervisor: started, started again when it crashes, stopped in time."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from config.process_death import die_with
from config.supervisor.programs import Program

LONGEST_LOG = 20_000_000
LONGEST_WAIT = 30.0


class Child:
    """Runs in a session of its own, so that Ctrl-C reaches the supervisor alone."""

    def __init__(self, program: Program, *, log_dir: Path, environment: dict[str, str]) -> None:
        self.program = program
        self.log = log_dir / f"{program.name}.log"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._crashes = 0
        self._start_again_at = 0.0
        self._asked = False

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._asked = False
        supervisor = os.getpid()
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
                preexec_fn=lambda: die_with(supervisor),
            )

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def mend(self) -> bool:
        """Starts a crashed program again, later and later; says whether it did."""
        now = time.monotonic()
        if not self.has_ended():
            return False
        if self._start_again_at == 0.0:
            self._start_again_at = now + min(2.0**self._crashes, LONGEST_WAIT) - 1.0
            self._crashes += 1
        if now < self._start_again_at:
            return False
        self._end_group(signal.SIGKILL)  # its own children, if it left any
        self._start_again_at = 0.0
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """The program ends what it is at and starts nothing new."""
        if not (self._asked or self.has_ended()) and self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._asked = True  # a second signal would tell Celery to drop what it is at

    def stop(self) -> None:
        """Asks, waits as long as the program may take, then kills; returns when it is gone."""
        if self._process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.program.patience)
        self._end_group(signal.SIGKILL)
        self._process.wait()

    def _end_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
