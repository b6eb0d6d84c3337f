"""Shows which reminders would go out at a time."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from core.commands import BadArguments, MusterCommand, Result
from events.selectors.reminder import due_reminders


class Command(MusterCommand):
    help = "List the reminders that would be sent at a time. Sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", required=True, metavar="TIME", help="2026-07-11T18:00:00-07:00, with its offset"
        )

    def run(self, **options: Any) -> list[dict[str, Any]]:
        """[{"event", "kind", "due", "people"}]"""
        at = _read(options["at"])
        return [
            {
                "event": reminder.event,
                "kind": reminder.kind,
                "due": reminder.due.isoformat(),
                "people": reminder.people,
            }
            for reminder in due_reminders(at)
        ]

    def describe(self, result: Result) -> str:
        rows = [row for row in result or () if isinstance(row, dict)]
        lines = [
            f"{row['due']}  {row['event']}  {row['kind']}  {row['people']} people" for row in rows
        ]
        return "\n".join(lines) or "No reminder would be sent."


def _read(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadArguments("--at takes an ISO time such as 2026-07-11T18:00:00-07:00") from error
    if at.tzinfo is None:
        raise BadArguments("--at needs an offset, such as -07:00 or Z: it names an instant")
    return at
