"""A ZIP with the same bytes for the same members."""

import io
import os
import time
import zipfile

from petitions.bundle_files.archive import Member, zip_chunks

MEMBERS = [("names/a.csv", b"x" * 5000), ("sheets/a.pdf", b"%PDF-1.3 y"), ("empty.txt", b"")]


def an_archive() -> bytes:
    return b"".join(zip_chunks(Member(path, [content]) for path, content in MEMBERS))


def test_members_come_back_in_order_with_fixed_facts() -> None:
    with zipfile.ZipFile(io.BytesIO(an_archive())) as archive:
        assert archive.testzip() is None
        assert [(e.filename, archive.read(e)) for e in archive.infolist()] == MEMBERS
        facts = {(e.date_time, e.external_attr >> 16, e.comment) for e in archive.infolist()}
        assert facts == {((1980, 1, 1, 0, 0, 0), 0o100644, b"")}
        assert [e.compress_type for e in archive.infolist()] == [8, 0, 8]


def test_the_bytes_do_not_depend_on_time_or_on_how_the_pieces_fall() -> None:
    first = an_archive()
    zone, os.environ["TZ"] = os.environ.get("TZ"), "Asia/Tokyo"
    time.tzset()
    try:
        pieces = (Member(p, [c[:7], c[7:11], c[11:]]) for p, c in MEMBERS)
        assert b"".join(zip_chunks(pieces)) == first
    finally:
        os.environ.pop("TZ") if zone is None else os.environ.update(TZ=zone)
        time.tzset()


def test_a_large_member_passes_through_in_pieces() -> None:
    noise = [os.urandom(1 << 16) for _ in range(64)]
    chunks = list(zip_chunks([Member("a.bin", noise)]))
    assert max(map(len, chunks)) < 1 << 19
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        assert archive.read("a.bin") == b"".join(noise)
