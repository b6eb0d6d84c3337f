"""Keeps files sealed in the database. Whole or not at all: `complete` is the last write."""

import hashlib
import io
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.errors import NotFound
from core.models.stored_file import StoredChunk, StoredFile
from core.vault import Owner, sealer

CHUNK_BYTES = 1 << 20


def store(*, owner: Owner, name: str, content_type: str, chunks: Iterable[bytes]) -> StoredFile:
    """Stores the bytes under the owner's key, in one transaction; memory is one chunk."""
    with transaction.atomic():
        file = StoredFile.objects.create(
            owner_kind=owner.kind, owner_key=owner.key, name=name, content_type=content_type
        )
        digest = hashlib.sha256()
        for number, piece in enumerate(_even(chunks)):
            digest.update(piece)
            file.size += len(piece)
            _store_chunk(file, number, piece)
        file.sha256, file.complete = digest.digest(), True
        file.save(update_fields=["size", "sha256", "complete"])
    return file


def read(file: StoredFile) -> Iterator[bytes]:
    """The file's bytes in order. Raises NotFound when it was erased or never completed."""
    if not file.complete or file.erased_at:
        raise NotFound(gettext("this file is no longer kept"))
    opener = sealer(Owner(file.owner_kind, file.owner_key))
    for number in range(StoredChunk.objects.filter(file=file).count()):
        chunk = StoredChunk.objects.get(file=file, number=number)
        yield opener.unseal(chunk.id, bytes(chunk.sealed))


def open_stored(file: StoredFile) -> BinaryIO:
    """The file to be read from its beginning, unsealed as far as it is read. Not seekable.

    Raises as `read`, with the first bytes.
    """
    return io.BufferedReader(_Unsealing(file), CHUNK_BYTES)


class _Unsealing(io.RawIOBase):
    """Hands out the pieces of a file as they are asked for."""

    def __init__(self, file: StoredFile) -> None:
        self._pieces = read(file)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def erase(file: StoredFile) -> None:
    """Removes the bytes and keeps the row as a record that there was a file."""
    with transaction.atomic():
        StoredChunk.objects.filter(file=file).delete()
        StoredFile.objects.filter(pk=file.pk).update(erased_at=timezone.now())
    file.erased_at = timezone.now()


def _store_chunk(file: StoredFile, number: int, piece: bytes) -> None:
    chunk_id = uuid.uuid4()
    sealed = sealer(Owner(file.owner_kind, file.owner_key)).seal(chunk_id, piece)
    StoredChunk.objects.create(id=chunk_id, file=file, number=number, sealed=sealed)


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
    if buffer:
        yield bytes(buffer)
