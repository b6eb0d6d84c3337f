"""What one leaf of a bundle's Merkle tree contains: a commitment to a signature and the line that
the bundle shows for it, which reveals neither.

The salt of every line differs and is derived from a secret of the bundle, so that nobody can find
a name by trying names. Shown and hidden lines use different secrets: a bundle gives away only the
first.
"""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from petitions.bundle_files.merkle import leaf_hash

LEAF_FORMAT = "muster-leaf-1"
HIDDEN_CELLS = ("", "", "", "", "")
"""The line of everyone who is counted and not shown: it says nothing, not even a place."""


@dataclass(frozen=True, slots=True)
class Salts:
    """The two secrets, 32 bytes each, from which the salts of one bundle follow."""

    shown: bytes
    hidden: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> "Salts":
        return cls(
            shown=hmac.digest(secret, b"shown", "sha256"),
            hidden=hmac.digest(secret, b"hidden", "sha256"),
        )


def salt_for(key: bytes, signature: UUID) -> bytes:
    """The 32-byte salt of one signature's line."""
    return hmac.digest(key, signature.bytes, "sha256")


def line_digest(salt: bytes, cells: tuple[str, ...]) -> bytes:
    """SHA-256 over the salt and the cells as compact JSON in UTF-8."""
    line = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return sha256(salt + line.encode()).digest()


def leaf_of(*, signature: UUID, salt: bytes, cells: tuple[str, ...]) -> bytes:
    """The 32-byte leaf hash of a signature; `cells` are name, city, state, country and comment
    exactly as the names file shows them."""
    content = LEAF_FORMAT.encode() + b"\x00" + signature.bytes + line_digest(salt, cells)
    return leaf_hash(content)
