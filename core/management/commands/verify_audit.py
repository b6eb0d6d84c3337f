"""Checks that nobody changed the audit log."""

from typing import Any

from core.commands import MusterCommand, Unsuccessful
from core.services.audit_entry_check import verify_chain


class Command(MusterCommand):
    help = "Follow the audit log's chain of digests; exit 1 when an entry was changed or lost."

    def run(self, **options: Any) -> dict[str, Any]:
        """{"valid", "entries", "head", "broken_at"}: `head` kept elsewhere proves the end too."""
        report = verify_chain()
        result = {
            "valid": report.broken_at is None,
            "entries": report.entries,
            "head": report.head,
            "broken_at": report.broken_at,
        }
        if report.broken_at is not None:
            line = f"the audit log does not hold from entry {report.broken_at} on"
            raise Unsuccessful(line, result=result)
        return result
