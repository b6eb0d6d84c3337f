"""Tokens of the links in mails: unguessable, for one purpose, without personal data. Pure.

52 characters: base64url of purpose (1 byte), id of what it is about (16), time of issue (6,
milliseconds since 1970) and the first 16 bytes of an HMAC-SHA-256 over these under an own key.
56 where the link is of one edition (3 bytes more, after the time): of what is renewed and asked
anew, a time cannot say which was meant, since clocks differ and two renewals fit into one second.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from core.errors import NotFound

_TOKEN = re.compile(r"[A-Za-z0-9_-]{52}(?:[A-Za-z0-9_-]{4})?")
_KEY_NAME = b"petitions.links"  # signatures had the first links, which stay good
MAC_BYTES = 16
PLAIN_BYTES = 23
LAST_EDITION = 2**24 - 1


@dataclass(frozen=True)
class Purpose:
    """What a link is good for, by one byte that no other purpose has, and for how long."""

    byte: bytes
    lifetime: timedelta


class LinkNoLongerValid(NotFound):
    """Altered, expired, for something else, or overtaken by what happened since."""

    code = "link_no_longer_valid"
    title = "This link is no longer valid"


@dataclass(frozen=True, slots=True)
class Link:
    """A genuine token, read. `subject_id` is the signature, RSVP or member that it is about.

    `edition` counts from 0 how often what it is about was renewed before the link was written; a
    link that names none is of the first.
    """

    subject_id: UUID
    issued_at: datetime
    purpose: Purpose
    edition: int = 0


def issue(purpose: Purpose, subject_id: UUID, at: datetime, *, edition: int = 0) -> str:
    """The token of a link issued at this time, about this edition. What is renewed more than
    `LAST_EDITION` times has links of that one, which the later editions do not accept."""
    milliseconds = int(at.timestamp() * 1000)
    body = purpose.byte + subject_id.bytes + milliseconds.to_bytes(6, "big")
    if edition:
        body += min(edition, LAST_EDITION).to_bytes(3, "big")
    return base64.urlsafe_b64encode(body + _mac(body)).decode()


def read(token: str, *purposes: Purpose, now: datetime) -> Link:
    """The link in a token of one of these purposes. Raises LinkNoLongerValid; never says what was
    wrong."""
    if not _TOKEN.fullmatch(token):
        raise LinkNoLongerValid
    data = base64.urlsafe_b64decode(token)
    body, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
    purpose = next((one for one in purposes if one.byte == body[:1]), None)
    if not hmac.compare_digest(mac, _mac(body)) or purpose is None:
        raise LinkNoLongerValid
    issued_at = datetime.fromtimestamp(int.from_bytes(body[17:PLAIN_BYTES], "big") / 1000, UTC)
    if now - issued_at > purpose.lifetime:
        raise LinkNoLongerValid
    edition = int.from_bytes(body[PLAIN_BYTES:], "big")
    return Link(UUID(bytes=body[1:17]), issued_at, purpose, edition)


def _mac(body: bytes) -> bytes:
    key = hmac.digest(settings.SECRET_KEY.encode(), _KEY_NAME, hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)[:MAC_BYTES]
