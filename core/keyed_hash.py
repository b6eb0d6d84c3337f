"""Keyed hashes of personal values for keys and lookups: useless to who lacks IDENTITY_KEY."""

import hashlib
import hmac
from functools import cache
from uuid import UUID

from django.conf import settings


@cache
def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, b"purpose:" + purpose.encode(), hashlib.sha256)


def keyed_hash(purpose: str, value: bytes) -> bytes:
    """HMAC-SHA-256 (32 bytes) of a value, under a key of its own for each purpose."""
    return hmac.digest(_key(settings.IDENTITY_KEY, purpose), value, hashlib.sha256)


def keyed_uuid(purpose: str, value: bytes) -> UUID:
    """The keyed hash of a value as a row's id."""
    return uuid_of(keyed_hash(purpose, value))


def uuid_of(digest: bytes) -> UUID:
    """A UUID of version 8 (RFC 9562) from the first 16 bytes of a digest."""
    number = int.from_bytes(digest[:16], "big")
    number &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=number | 0x8 << 76 | 0x2 << 62)
