"""A ZIP whose bytes follow from its members alone: fixed times, order as given, no extras."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE_FILE = 0o100644 << 16
ALREADY_PACKED = (".pdf",)
CHUNK_BYTES = 1 << 18


class Member(NamedTuple):
    """One file of the archive: its path and its bytes in pieces."""

    path: str
    chunks: Iterable[bytes]


class _Pipe:
    """What `zipfile` writes to: hands on bytes and cannot seek, so nothing piles up."""

    def __init__(self) -> None:
        self.pending = bytearray()

    def write(self, data: bytes) -> int:
        self.pending += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits below."""

    def close(self) -> None:
        """Nothing to give back."""

    def drain(self) -> bytes:
        data = bytes(self.pending)
        self.pending.clear()
        return data


def zip_chunks(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive in pieces; memory is one piece of one member.

    PDFs are stored as they are: their pages are compressed already.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", allowZip64=True) as archive:
        for member in members:
            with archive.open(_entry(member.path), "w", force_zip64=True) as target:
                for chunk in member.chunks:
                    target.write(chunk)
                    if len(pipe.pending) >= CHUNK_BYTES:
                        yield pipe.drain()
    yield pipe.drain()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=FIXED_TIME)
    entry.create_system = UNIX
    entry.external_attr = READABLE_FILE
    packed = path.endswith(ALREADY_PACKED)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry
