"""Shows what the outbox gave up, and owes it again when told to."""

from argparse import ArgumentParser
from typing import Any

from core.commands import MusterCommand
from core.selectors.message import dead_letters
from core.services.message import owe_again


class Command(MusterCommand):
    help = "Count the messages that failed for good, by kind and error; --retry owes them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", metavar="KIND", help="owe the failed ones of a kind again")

    def run(self, **options: Any) -> dict[str, Any]:
        """{"owed_again", "failed": [{"kind", "error", "messages"}]}: what is failed after it."""
        owed_again = owe_again(kind=options["retry"]) if options["retry"] else 0
        failed = [
            {"kind": kind, "error": error, "messages": number}
            for kind, error, number in dead_letters()
        ]
        return {"owed_again": owed_again, "failed": failed}
