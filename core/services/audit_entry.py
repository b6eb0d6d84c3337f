"""Writes the audit log: append-only, each entry chained to the one before by its digest."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Never

from django.db.models import Model
from django.utils import timezone

from core import locks
from core.actors import Actor
from core.models.audit_entry import AuditEntry

CHAIN = "audit"
GENESIS = bytes(32)


def record(
    *,
    actor: Actor,
    action: str,
    subject: Model,
    group_id: int | None = None,
    campaign_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Adds one entry; call it last in the transaction that it tells of.

    It holds the chain's lock until commit, so that entries commit in the order of the chain.
    `action` reads like "petition.opened"; `detail` is JSON without personal data and without
    fractions (the database may write those otherwise than they were hashed). Raises ValueError.
    """
    locks.hold_until_commit(CHAIN)
    entry = AuditEntry(
        at=timezone.now(),
        action=action,
        actor_user_id=actor.user_id,
        actor_token_id=actor.token_id,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        group_id=group_id,
        campaign_id=campaign_id,
        detail=_plain(detail or {}),
        previous=_head(),
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: AuditEntry) -> bytes:
    """SHA-256 over the previous digest and the entry's facts as canonical JSON."""
    facts = [
        entry.at.isoformat(),
        entry.action,
        entry.actor_user_id,
        entry.actor_token_id,
        entry.subject_kind,
        entry.subject_id,
        entry.group_id,
        entry.campaign_id,
        entry.detail,
    ]
    body = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(bytes(entry.previous) + body).digest()


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail as it will be read again."""
    text = json.dumps(detail)
    plain: dict[str, Any] = json.loads(text, parse_float=_refuse_fraction)
    return plain


def _refuse_fraction(text: str) -> Never:
    raise ValueError(f"audit details hold no fractions: {text}")


def _head() -> bytes:
    last = AuditEntry.objects.order_by("-id").values_list("digest", flat=True).first()
    return GENESIS if last is None else bytes(last)
