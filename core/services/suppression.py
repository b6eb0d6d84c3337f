"""Keeps and asks who must get no more mail."""

import hashlib
from collections.abc import Iterable

from core import prepared
from core.keyed_hash import keyed_hash
from core.mail.domain import domain_of
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


def is_suppressed(*, identity: bytes, scope: str = "", address: str = "") -> bool:
    """Whether mail of this scope to this identity is stopped, or to the `address` as written.

    A bounce names an address as it was written to, and knows no canonical form of it.
    """
    keys = list(suppression_keys(identity=identity, scope=scope, address=address))
    return prepared.run("SELECT FROM core_suppression WHERE key = ANY ($1) LIMIT 1", [keys]) > 0


def suppression_keys(*, identity: bytes, scope: str = "", address: str = "") -> frozenset[bytes]:
    """The keys of which any one stops mail, as `is_suppressed` asks; for asking about many."""
    identities = {identity, plain_identity(address)} if address else {identity}
    return frozenset(_key(one, part) for one in identities for part in {"", scope})


def suppressed_keys(keys: Iterable[bytes]) -> set[bytes]:
    """Those of the keys that are on the list, in one query."""
    found = Suppression.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return {bytes(key) for key in found}


def plain_identity(address: str) -> bytes:
    """The identity (32 bytes) of an address that no canonical rule was applied to.

    Its domain is as mail servers look it up, and as their bounces name it.
    """
    local, at, _ = address.strip().lower().rpartition("@")
    return hashlib.sha256(f"{local}{at}{domain_of(address)}".encode()).digest()


def _key(identity: bytes, scope: str) -> bytes:
    return keyed_hash("suppression", scope.encode() + b"\0" + identity)
