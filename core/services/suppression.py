"""Keeps and asks who must get no more mail."""

import hashlib

from core.keyed_hash import keyed_hash
from core.models.suppression import Suppression, SuppressionReason


def suppress(*, identity: bytes, reason: SuppressionReason, scope: str = "") -> None:
    """No more mail to the address of this identity (32 bytes); once or many times alike.

    With a `scope`, such as "petition:12", only mail of that scope is stopped; without, all.
    """
    row = Suppression(key=_key(identity, scope), reason=reason)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)


def lift(*, identity: bytes, scope: str = "") -> None:
    """The person asked for mail again."""
    Suppression.objects.filter(key=_key(identity, scope)).delete()


def is_suppressed(*, identity: bytes, scope: str = "") -> bool:
    """Whether mail of this scope to this identity is stopped."""
    keys = {_key(identity, ""), _key(identity, scope)}
    return Suppression.objects.filter(key__in=keys).exists()


def plain_identity(address: str) -> bytes:
    """The identity of an address that no canonical rule was applied to."""
    return hashlib.sha256(address.strip().lower().encode()).digest()


def _key(identity: bytes, scope: str) -> bytes:
    return keyed_hash("suppression", scope.encode() + b"\0" + identity)
