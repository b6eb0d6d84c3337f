"""Keyed hashes of personal values for keys and lookups: useless to who lacks IDENTITY_KEY."""

import hashlib
import hmac
from functools import cache

from django.conf import settings


@cache
def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, b"purpose:" + purpose.encode(), hashlib.sha256)


def keyed_hash(purpose: str, value: bytes) -> bytes:
    """HMAC-SHA-256 (32 bytes) of a value, under a key of its own for each purpose."""
    return hmac.digest(_key(settings.IDENTITY_KEY, purpose), value, hashlib.sha256)
