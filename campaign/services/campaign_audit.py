"""Notes that somebody took a copy of what they may read of the audit log."""

from django.db import transaction

from accounts.models import User
from core.actors import Actor
from core.services.audit_entry import record


def note_audit_download(*, actor: Actor, family: str, day: str) -> None:
    """One entry, before the first row leaves."""
    with transaction.atomic():
        record(
            actor=actor,
            action="audit.downloaded",
            subject=User.objects.get(pk=actor.user_id or 0),
            detail={"family": family, "day": day},
        )
