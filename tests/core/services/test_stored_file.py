"""Files are kept sealed, whole or not at all."""

import hashlib
from collections.abc import Iterator

import pytest

from core.errors import NotFound
from core.models import StoredChunk, StoredFile
from core.services import stored_file
from core.vault import KeyDestroyed, Owner, shred

pytestmark = pytest.mark.django_db

OWNER = Owner("group", "7")


def keep(chunks: list[bytes]) -> StoredFile:
    return stored_file.store(
        owner=OWNER, name="list.csv", content_type="text/csv", chunks=iter(chunks)
    )


@pytest.mark.parametrize("sizes", [[], [5], [1 << 20], [700_000] * 5, [1, (2 << 20) + 3]])
def test_a_file_comes_back_as_it_was_whatever_its_pieces(sizes: list[int]) -> None:
    pieces = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    content = b"".join(pieces)
    file = keep(pieces)
    assert b"".join(stored_file.read(file)) == content
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).digest())
    assert StoredChunk.objects.count() == -(-len(content) // (1 << 20))


def test_nothing_is_kept_in_clear() -> None:
    keep([b"jane.planted@example.org," * 10])
    assert b"planted" not in bytes(StoredChunk.objects.get().sealed)


def test_a_source_that_breaks_off_leaves_nothing() -> None:
    def broken() -> Iterator[bytes]:
        yield b"a" * (2 << 20)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        stored_file.store(owner=OWNER, name="x", content_type="text/csv", chunks=broken())
    assert (StoredFile.objects.count(), StoredChunk.objects.count()) == (0, 0)


def test_an_erased_file_is_gone_and_known_to_have_been() -> None:
    file = keep([b"hello"])
    stored_file.erase(file)
    with pytest.raises(NotFound):
        list(stored_file.read(StoredFile.objects.get()))
    assert StoredChunk.objects.count() == 0


def test_shredding_the_owner_shreds_its_files() -> None:
    file = keep([b"hello"])
    shred(OWNER)
    with pytest.raises(KeyDestroyed):
        list(stored_file.read(file))
