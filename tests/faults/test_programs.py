"""The harness itself: what ends by itself is started again, and told when calm does not come."""

import os
import sys
from pathlib import Path

from config.supervisor.programs import Program
from tests.faults.programs import Programs, wait_until


def test_a_program_that_ended_is_started_again_and_its_last_words_are_kept(tmp_path: Path) -> None:
    running = Programs(os.environ, tmp_path)
    running.start(Program("short", (sys.executable, "-c", "print('good-bye')"), 1))
    running.start(Program("long", ("sleep", "60"), 1))
    try:
        wait_until(lambda: not running.is_running("short"), seconds=30)
        running.mend()
        wait_until(lambda: not running.is_running("short"), seconds=30)
        assert [*running.last_words()] == [
            "ended by themselves: short",
            "the log of long ends with:",
            "the log of short ends with:",
            "good-bye",
            "good-bye",
        ]
    finally:
        running.stop_all()
