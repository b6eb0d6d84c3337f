"""The signed statement of what is in a bundle: canonical JSON and an Ed25519 signature over it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "muster-bundle-1"
MANIFEST_PATH = "manifest.json"
SIGNATURE_PATH = "manifest.sig"


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file as the manifest states it: `signatures` is None for a file that lists none."""

    path: str
    sha256: str
    size: int
    signatures: int | None = None

    def as_json(self) -> dict[str, Any]:
        fact: dict[str, Any] = {"path": self.path, "sha256": self.sha256, "size": self.size}
        if self.signatures is not None:
            fact["signatures"] = self.signatures
        return fact


class SigningKey:
    """The platform's Ed25519 key, from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the fingerprint."""
        return fingerprint(self.public)[:16]

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature; the same for the same data."""
        return self._private.sign(data)

    def as_json(self) -> dict[str, str]:
        return {"algorithm": "Ed25519", "id": self.key_id, "public_key": self.public.hex()}


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the raw public key, 64 hexadecimal digits: what people compare."""
    return sha256(public_key).hexdigest()


def grouped(digits: str) -> str:
    """Digits in groups of four, to be read aloud."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def manifest_bytes(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON: keys in order, UTF-8, two spaces of indent, a line end at the end.

    Readable, because a person will open it; canonical, because it is signed.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text.encode() + b"\n"
