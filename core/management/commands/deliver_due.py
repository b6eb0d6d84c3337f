"""Runs the dispatcher in this process: everything that is due, without worker or broker."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from core import dispatcher
from core.commands import MusterCommand


class Command(MusterCommand):
    help = "Run one pass of every duty (mails, reminders, imports, counts) in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="go on until nothing is due any more"
        )

    def run(self, **options: Any) -> dict[str, int]:
        """The figures of what was done: {"sent", "failed", "pending"}."""
        done = dispatcher.run_until_idle() if options["until_idle"] else dispatcher.run_all()
        return asdict(done)
