"""Claims idempotency keys and keeps answers, sealed, for a day."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from core import vault
from core.errors import KeyReused, StateConflict
from core.models.idempotency_key import IdempotencyKey

LEASE_SECONDS = 60
KEPT_HOURS = 24

# One statement decides under any concurrency who runs the request: the first, or the first to
# come back after a day or after the one who ran it died.
CLAIM = f"""
    INSERT INTO core_idempotencykey AS kept (key, fingerprint, started_at, expires_at)
    VALUES (%(key)s, %(fingerprint)s, now(), now() + interval '{KEPT_HOURS} hours')
    ON CONFLICT (key) DO UPDATE
    SET fingerprint = excluded.fingerprint, started_at = excluded.started_at,
        expires_at = excluded.expires_at, status = NULL, answer = NULL
    WHERE kept.expires_at < now()
       OR (kept.status IS NULL AND kept.fingerprint = excluded.fingerprint
           AND kept.started_at < now() - interval '{LEASE_SECONDS} seconds')
    RETURNING started_at
"""  # noqa: S608 - constants of this module


@dataclass(frozen=True)
class Answer:
    """A response as it is given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Claim:
    """The right to run the request, until the lease runs out and another claims the key."""

    key: bytes
    started_at: datetime


def claim(*, key: bytes, fingerprint: bytes) -> Claim | Answer:
    """Claims a key (32 bytes) for a request of this fingerprint (32 bytes).

    A Claim lets the caller run the request; an Answer is the one that was kept.
    Raises KeyReused when the key came with another request, StateConflict with the seconds to
    wait while the first request is still running.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"key": key, "fingerprint": fingerprint})
        started = cursor.fetchone()
    if started:
        return Claim(key, started[0])
    row = IdempotencyKey.objects.filter(key=key).first()
    if row is not None and bytes(row.fingerprint) != fingerprint:
        raise KeyReused("This key came with another request before. Take a new key.")
    if row is None or row.status is None or row.answer is None:
        raise StateConflict(
            "The first request with this key is still running.",
            code="idempotency_key_in_use",
            retry_after=1,
        )
    return _unpack(key, row.status, bytes(row.answer))


def keep(claim: Claim, answer: Answer) -> None:
    """Keeps the answer, unless another took the key over meanwhile."""
    IdempotencyKey.objects.filter(key=claim.key, started_at=claim.started_at).update(
        status=answer.status, answer=_pack(claim.key, answer)
    )


def forget(claim: Claim) -> None:
    """The request may be run again with the same key."""
    IdempotencyKey.objects.filter(key=claim.key, started_at=claim.started_at).delete()


def _pack(key: bytes, answer: Answer) -> bytes:
    plain = json.dumps(dict(answer.headers)).encode() + b"\n" + answer.body
    return vault.seal(vault.PLATFORM, _row_id(key), plain)


def _unpack(key: bytes, status: int, sealed: bytes) -> Answer:
    plain = vault.unseal(vault.PLATFORM, _row_id(key), sealed)
    headers, _, body = plain.partition(b"\n")
    return Answer(status, json.loads(headers), body)


def _row_id(key: bytes) -> uuid.UUID:
    """What the answer is sealed to; the key itself has twice the size of an id."""
    return uuid.UUID(bytes=key[:16])
