"""Reads the audit log. Who may read what is decided above, where roles are known."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet

from core.models.audit_entry import AuditEntry
from core.services.audit_entry import GENESIS, digest_of


def entries_about(subject: Model) -> QuerySet[AuditEntry]:
    """What was done to one thing, newest first."""
    return AuditEntry.objects.filter(
        subject_kind=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("-id")


def entries_by(user_id: int) -> QuerySet[AuditEntry]:
    """What one person did, newest first."""
    return AuditEntry.objects.filter(actor_user_id=user_id).order_by("-id")


def entries_of_group(group_id: int) -> QuerySet[AuditEntry]:
    """What was done in one group, newest first."""
    return AuditEntry.objects.filter(group_id=group_id).order_by("-id")


def entries_of_campaign(campaign_id: int) -> QuerySet[AuditEntry]:
    """What was done in one campaign, newest first."""
    return AuditEntry.objects.filter(campaign_id=campaign_id).order_by("-id")


CHECKED = "audit.verified"  # what `services.audit_entry_check` writes down


def last_check() -> AuditEntry | None:
    """The entry of the chain's latest check: when, and in `detail` what it found."""
    rows = AuditEntry.objects.filter(subject_kind=AuditEntry._meta.label_lower, action=CHECKED)
    return rows.order_by("-at").first()


@dataclass(frozen=True)
class ChainReport:
    """`head` is the last digest that holds, in hex: kept elsewhere, it also proves the end.

    `broken_at` is the id of the first entry that does not follow from the one before.
    """

    entries: int
    head: str
    broken_at: int | None


def check_chain() -> ChainReport:
    """Follows the chain from its beginning; memory does not grow with its length."""
    head, count = GENESIS, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if bytes(entry.previous) != head or bytes(entry.digest) != digest_of(entry):
            return ChainReport(count, head.hex(), entry.pk)
        head, count = bytes(entry.digest), count + 1
    return ChainReport(count, head.hex(), None)
