"""Checks the audit log's chain and writes down that it was checked, for those who read the log."""

from core.actors import SYSTEM
from core.models.audit_entry import AuditEntry
from core.selectors.audit_entry import CHECKED, ChainReport, check_chain
from core.services.audit_entry import record


def verify_chain() -> ChainReport:
    """Follows the chain; what came of it is the log's next entry, about the last one before."""
    report = check_chain()
    last = AuditEntry.objects.order_by("-id").first()
    if last is not None:
        record(
            actor=SYSTEM,
            action=CHECKED,
            subject=last,
            detail={"entries": report.entries, "broken_at": report.broken_at},
        )
    return report
