"""Seals personal data with AES-256-GCM under a data key per owner. Knows nothing of what it seals.

Layout of a sealed value: one version byte, four bytes data key id, twelve bytes nonce, then
ciphertext and tag. The row's id is the associated data, so a sealed value cannot be moved to
another row. Data keys are wrapped by a key-encryption key that lives outside the database
(`settings.VAULT_KEYS`). There is no plaintext fallback: no key, no write.
"""

import hashlib
import hmac
import os
import secrets
import struct
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.errors import MusterError
from core.models.data_key import DataKey

VERSION = 1
HEADER = struct.Struct(">BI12s")
CACHE_SECONDS = 30.0
ADD_KEY = """
    INSERT INTO core_datakey (owner_kind, owner_key, kek_id, wrapped, created_at)
    VALUES (%s, %s, %s, %s, now()) ON CONFLICT (owner_kind, owner_key) DO NOTHING
"""


class VaultError(MusterError):
    """A value cannot be sealed or opened. Never carries the value."""

    status = 503
    code = "vault"
    title = "Personal data cannot be opened or sealed now"


class KeyDestroyed(VaultError):
    """The owner's data key was shredded: what it sealed is gone for good."""

    status = 410
    code = "shredded"
    title = "This data was shredded"


@dataclass(frozen=True)
class Owner:
    """To whom sealed data belongs, e.g. `Owner("petition", "12")`."""

    kind: str
    key: str


PLATFORM = Owner("platform", "0")


class Sealer:
    """One owner's data key, unwrapped. Keep it for a batch or a request, not longer."""

    def __init__(self, key_id: int, key: bytes) -> None:
        self._key_id = key_id
        self._key = key
        self._cipher = AESGCM(key)

    def seal(self, row_id: UUID, data: bytes) -> bytes:
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, data, row_id.bytes)
        return HEADER.pack(VERSION, self._key_id, nonce) + sealed

    def unseal(self, row_id: UUID, sealed: bytes) -> bytes:
        """The data. Raises VaultError for another key, another row or altered bytes."""
        try:
            version, key_id, nonce = HEADER.unpack_from(sealed)
            if version != VERSION or key_id != self._key_id:
                raise VaultError("sealed under another key")
            return self._cipher.decrypt(nonce, sealed[HEADER.size :], row_id.bytes)
        except (InvalidTag, struct.error) as error:
            raise VaultError("sealed data does not open") from error

    def unseal_all(self, rows: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
        """The data of many rows, each as the bytes of its id and what is sealed: half the cost of
        opening them one by one. Raises VaultError."""
        decrypt, begins = self._cipher.decrypt, HEADER.pack(VERSION, self._key_id, b"")[:5]
        size, opened = HEADER.size, []
        try:
            for row_id, sealed in rows:
                if not sealed.startswith(begins):
                    raise VaultError("sealed under another key")
                opened.append(decrypt(sealed[5:size], sealed[size:], row_id))
        except (InvalidTag, ValueError) as error:
            raise VaultError("sealed data does not open") from error
        return opened

    def lookup(self, purpose: str, value: str) -> bytes:
        """A keyed hash (32 bytes) for finding equal values of this owner only."""
        key = hmac.digest(self._key, b"lookup:" + purpose.encode(), hashlib.sha256)
        return hmac.digest(key, value.encode(), hashlib.sha256)


_cache: dict[Owner, tuple[float, Sealer]] = {}
_cache_lock = threading.Lock()


def sealer(owner: Owner) -> Sealer:
    """The owner's sealer; its data key is made on first use.

    Raises KeyDestroyed when the key was shredded. A process may hold an unwrapped key for
    up to CACHE_SECONDS after that.
    """
    now = time.monotonic()
    cached = _cache.get(owner)
    if cached and cached[0] > now:
        return cached[1]
    fresh = _load(owner)
    with _cache_lock:
        _cache[owner] = (now + CACHE_SECONDS, fresh)
    return fresh


def forget_cached_keys() -> None:
    """Drops unwrapped keys held by this process (after shredding, in tests)."""
    with _cache_lock:
        _cache.clear()


def seal(owner: Owner, row_id: UUID, data: bytes) -> bytes:
    return sealer(owner).seal(row_id, data)


def unseal(owner: Owner, row_id: UUID, sealed: bytes) -> bytes:
    return sealer(owner).unseal(row_id, sealed)


def shred(owner: Owner) -> None:
    """Destroys the owner's data key. What it sealed can never be opened again."""
    DataKey.objects.filter(owner_kind=owner.kind, owner_key=owner.key).update(
        wrapped=None, destroyed_at=timezone.now()
    )
    forget_cached_keys()


def rewrap_all() -> int:
    """Wraps every data key under the newest key-encryption key; returns how many changed."""
    newest = settings.VAULT_KEYS[0][0]
    changed = 0
    for row in DataKey.objects.exclude(kek_id=newest).filter(destroyed_at=None):
        with transaction.atomic():
            locked = DataKey.objects.select_for_update().get(pk=row.pk)
            if locked.wrapped is None or locked.kek_id == newest:
                continue
            locked.kek_id, locked.wrapped = _wrap(_unwrap(locked), _associated(locked))
            locked.save(update_fields=["kek_id", "wrapped"])
            changed += 1
    return changed


def _load(owner: Owner) -> Sealer:
    row = _find(owner) or _make(owner)
    if row.wrapped is None:
        raise KeyDestroyed
    return Sealer(row.pk, _unwrap(row))


def _find(owner: Owner) -> DataKey | None:
    return DataKey.objects.filter(owner_kind=owner.kind, owner_key=owner.key).first()


def _make(owner: Owner) -> DataKey:
    """Two processes may come here at once: the unique owner decides, the loser reads.

    The key is committed over a connection of its own. In the caller's transaction it could be
    rolled back while this process still seals other rows under it: they would never open again.
    """
    row = DataKey(owner_kind=owner.kind, owner_key=owner.key)
    row.kek_id, row.wrapped = _wrap(secrets.token_bytes(32), _associated(row))
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(ADD_KEY, [owner.kind, owner.key, row.kek_id, row.wrapped])
    finally:
        own.close()
    found = _find(owner)
    if found is None:
        raise VaultError("the data key could not be made")
    return found


def _associated(row: DataKey) -> bytes:
    return f"{row.owner_kind}:{row.owner_key}".encode()


def _wrap(key: bytes, associated: bytes) -> tuple[str, bytes]:
    kek_id, kek = settings.VAULT_KEYS[0]
    nonce = os.urandom(12)
    return kek_id, nonce + AESGCM(kek).encrypt(nonce, key, associated)


def _unwrap(row: DataKey) -> bytes:
    kek = dict(settings.VAULT_KEYS).get(row.kek_id)
    if kek is None:
        raise VaultError(f"the key-encryption key {row.kek_id!r} is not configured")
    wrapped = bytes(row.wrapped or b"")
    try:
        return AESGCM(kek).decrypt(wrapped[:12], wrapped[12:], _associated(row))
    except InvalidTag as error:
        raise VaultError(f"the key-encryption key {row.kek_id!r} is not the right one") from error
