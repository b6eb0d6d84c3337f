"""Tokens of the links in mails: unguessable, for one purpose, without personal data. Pure.

52 characters: base64url of purpose (1 byte), signature id (16), time of issue (6, milliseconds
since 1970) and the first 16 bytes of an HMAC-SHA-256 over these under a key of its own.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from uuid import UUID

from django.conf import settings

from core.errors import NotFound

_TOKEN = re.compile(r"[A-Za-z0-9_-]{52}")
MAC_BYTES = 16


class Purpose(Enum):
    """What a link is good for, and for how long."""

    CONFIRM = (b"c", timedelta(days=60))
    DISOWN = (b"n", timedelta(days=365))
    OWN_DATA = (b"m", timedelta(days=365))

    @property
    def byte(self) -> bytes:
        return self.value[0]

    @property
    def lifetime(self) -> timedelta:
        return self.value[1]


class LinkNoLongerValid(NotFound):
    """Altered, expired, for something else, or overtaken by what happened since."""

    code = "link_no_longer_valid"
    title = "This link is no longer valid"


@dataclass(frozen=True, slots=True)
class Link:
    """A genuine token, read."""

    purpose: Purpose
    signature_id: UUID
    issued_at: datetime


def issue(purpose: Purpose, signature_id: UUID, at: datetime) -> str:
    """The token of a link issued at this time."""
    milliseconds = int(at.timestamp() * 1000)
    body = purpose.byte + signature_id.bytes + milliseconds.to_bytes(6, "big")
    return base64.urlsafe_b64encode(body + _mac(body)).decode()


def read(token: str, *, now: datetime) -> Link:
    """The link in a token. Raises LinkNoLongerValid; never says which part was wrong."""
    if not _TOKEN.fullmatch(token):
        raise LinkNoLongerValid
    data = base64.urlsafe_b64decode(token)
    body, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(body)):
        raise LinkNoLongerValid
    purpose = next(known for known in Purpose if known.byte == body[:1])
    issued_at = datetime.fromtimestamp(int.from_bytes(body[17:], "big") / 1000, UTC)
    if now - issued_at > purpose.lifetime:
        raise LinkNoLongerValid
    return Link(purpose, UUID(bytes=body[1:17]), issued_at)


def _mac(body: bytes) -> bytes:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"petitions.links", hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)[:MAC_BYTES]
