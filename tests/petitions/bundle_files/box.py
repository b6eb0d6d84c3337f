"""Builds whole bundles from lines, with the pure modules only, for tests that need no database."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from petitions.bundle_files.archive import Member, zip_chunks
from petitions.bundle_files.contents import (
    COUNTS_PATH,
    LEAVES_PATH,
    README_PATH,
    SALT_PATH,
    VERIFY_PATH,
    BundleFacts,
    PartFact,
    manifest_content,
    part_stem,
    read_me,
    verifier_source,
)
from petitions.bundle_files.counts import PlaceCount, counts_rows
from petitions.bundle_files.csv_rows import COUNTS_HEADER, csv_chunks, names_csv
from petitions.bundle_files.leaf import HIDDEN_CELLS, Salts, leaf_of, salt_for
from petitions.bundle_files.lines import Line, listed_line
from petitions.bundle_files.manifest import (
    MANIFEST_PATH,
    SIGNATURE_PATH,
    FileFact,
    SigningKey,
    manifest_bytes,
)
from petitions.bundle_files.merkle import inclusion_proof, root_of
from petitions.bundle_files.sheets import SheetTexts, SignatureSheets

SEALED_AT = datetime(2026, 7, 14, 17, 0, tzinfo=UTC)
SALTS = Salts.from_secret(b"\x07" * 32)
KEY = SigningKey(b"\x01" * 32)
BUNDLE = "8f3c2a10-1c5e-4f6b-9d1b-0e2d6d0c7a11"


def a_line(number: int, name: str = "Ana García", comment: str = "", city: str = "Oakland") -> Line:
    given, _, family = name.partition(" ")
    return listed_line(
        signature=UUID(int=number),
        given_name=given,
        family_name=family,
        city=city,
        state="CA",
        country="US",
        comment=comment,
    )


PARTS = [
    [a_line(1, "Ana García", "=1+1"), a_line(2, "Bao Nguyễn", 'said "yes",\nthen left')],
    [a_line(3, "محمد الأحمد")],
]
HIDDEN = [UUID(int=4), UUID(int=5)]


def leaves_of(parts: Sequence[Sequence[Line]], hidden: Sequence[UUID] = ()) -> list[bytes]:
    shown = [
        leaf_of(signature=s.signature, salt=salt_for(SALTS.shown, s.signature), cells=s.cells)
        for part in parts
        for s in part
    ]
    return shown + [
        leaf_of(signature=h, salt=salt_for(SALTS.hidden, h), cells=HIDDEN_CELLS) for h in hidden
    ]


def ana_proof() -> dict:
    ana = PARTS[0][0]
    return {
        "bundle": BUNDLE,
        "number": 1,
        "signature": str(ana.signature),
        "salt": salt_for(SALTS.shown, ana.signature).hex(),
        "line": list(ana.cells),
        "leaf": leaves_of(PARTS, HIDDEN)[0].hex(),
        "path": [node.hex() for node in inclusion_proof(leaves_of(PARTS, HIDDEN), 0)],
    }


def box_members(
    parts: Sequence[Sequence[Line]], hidden: Sequence[UUID] = (), waterfall: dict | None = None
) -> dict[str, bytes]:
    """The files of a bundle by path, signed; `parts` are its lines."""
    files: dict[str, bytes] = {}
    facts, first = [], 1
    for number, lines in enumerate(parts, start=1):
        stem = part_stem(number=number, of=len(parts), label=f"Part {number}")
        texts = SheetTexts("Save the park", "the Council", f"Part {number}", BUNDLE, SEALED_AT)
        sheets = SignatureSheets(texts=texts, lines=lines, first_number=first)
        part = PartFact(f"Part {number}", stem, first, len(lines), sheets.pages)
        files[part.names_path] = b"".join(names_csv(lines, first_number=first))
        files[part.sheets_path] = bytes(sheets.pdf())
        facts.append(part)
        first += len(lines)
    leaves = leaves_of(parts, hidden)
    counts = [PlaceCount("US", "CA", "Oakland", first - 1, len(hidden))]
    files[COUNTS_PATH] = b"".join(csv_chunks(COUNTS_HEADER, counts_rows(counts)))
    files[LEAVES_PATH] = b"".join(leaf.hex().encode() + b"\n" for leaf in leaves)
    files[SALT_PATH] = SALTS.shown.hex().encode() + b"\n"
    files[VERIFY_PATH] = verifier_source()
    files[README_PATH] = read_me(title="Save the park", fingerprint=KEY.key_id)
    bundle = _facts(first - 1, len(hidden), waterfall)
    content = manifest_content(
        facts=bundle, parts=facts, files=_file_facts(files), root=root_of(leaves).hex(), key=KEY
    )
    return signed(files, manifest_bytes(content))


def signed(files: dict[str, bytes], manifest: bytes, key: SigningKey = KEY) -> dict[str, bytes]:
    return {**files, MANIFEST_PATH: manifest, SIGNATURE_PATH: key.sign(manifest)}


def write_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    path.write_bytes(b"".join(zip_chunks(Member(name, [content]) for name, content in files)))
    return path


def read_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _facts(listed: int, hidden: int, waterfall: dict | None) -> BundleFacts:
    zero = dict.fromkeys(("rejected", "duplicates", "unconfirmed", "withdrawn", "invalidated"), 0)
    total = listed + hidden
    return BundleFacts(
        bundle=BUNDLE,
        number=1,
        petition={"slug": "park", "title": "Save the park", "target": "the Council"},
        sealed_at=SEALED_AT,
        since=None,
        split="none",
        listed=listed,
        not_shown=hidden,
        no_name=0,
        waterfall=waterfall or {**zero, "received": total, "confirmed": total, "attested": 0},
    )


def _file_facts(files: dict[str, bytes]) -> list[FileFact]:
    return [
        FileFact(path, sha256(content).hexdigest(), len(content))
        for path, content in sorted(files.items())
    ]
