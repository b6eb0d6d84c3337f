#!/usr/bin/env python3
"""Checks a bundle of signatures. Needs Python 3.9 or later and the `cryptography` package only.

    python verify.py BUNDLE.zip [--key KEY] [--proof PROOF.json [--name "Full Name"]] [--json]

It checks who signed the manifest, each file, that no signature is in it twice, and the tree's root.

Take the key, and best a copy of this program as well, from a place you trust, not from the bundle.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import hmac
import io
import json
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT, LEAF_FORMAT = "muster-bundle-1", "muster-leaf-1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PATH = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?(/[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?)*")
NO_FILE = "{} is no file that can be read. Give the ZIP as it was received, not unpacked.\n"
MOST_FILES, MOST_ERRORS, CHUNK = 100_000, 50, 1 << 18
MOST_BYTES, MOST_LEAVES, MOST_MANIFEST = 16 << 30, 1 << 30, 64 << 20
Archive = zipfile.ZipFile
Facts = dict[str, Any]  # the manifest or a proof, as JSON gives it
UNREADABLE = (zipfile.BadZipFile, zlib.error, csv.Error, OSError, EOFError, RuntimeError)
ODD = (KeyError, TypeError, ValueError, AttributeError)  # what nonsense in a file raises


class Broken(Exception):
    """The bundle cannot be checked any further."""


class Report:
    """What was found. `errors` are sentences for a person; none means that the bundle is whole."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.signatures = self.files = 0
        self.key = self.root = ""
        self.proof = self.is_trusted = False

    @property
    def valid(self) -> bool:
        return not self.errors

    def need(self, holds: bool, sentence: str) -> None:
        if not holds and len(self.errors) < MOST_ERRORS:
            self.errors.append(sentence)

    def as_json(self) -> Facts:
        fields = ("valid", "signatures", "files", "errors", "key", "root")
        return {field: getattr(self, field) for field in fields}


def verify_bundle(
    path: str | Path,
    trusted_key: str | None = None,
    proof: Facts | None = None,
    name: str | None = None,
) -> Report:
    """Checks the ZIP at `path`, or a manifest with its NAME.sig; never raises for what is there.

    `trusted_key` is the public key or its fingerprint in hexadecimal digits; `proof` is the
    content of a proof file and `name` the name it should show.
    """
    report, path = Report(), Path(path)
    try:
        if path.suffix == ".json":
            signed = path.read_bytes(), path.with_suffix(".sig").read_bytes()
            manifest = _signed_manifest(*signed, trusted_key, report)
        else:
            with path.open("rb") as file, zipfile.ZipFile(file) as archive:
                manifest = _check_bundle(archive, file, trusted_key, report)
        if proof is not None:
            _check_proof(proof, name, manifest, report)
    except Broken as broken:
        report.need(False, str(broken))
    except (*UNREADABLE, *ODD) as error:
        report.need(False, f"This cannot be read as a bundle ({type(error).__name__}: {error}).")
    return report


def _check_bundle(archive: Archive, file: IO[bytes], key: str | None, report: Report) -> Facts:
    _check_archive(archive, file)
    for path in sorted({MANIFEST, SIGNATURE} - set(archive.namelist())):
        raise Broken(f"{path} is missing.")
    signed = _content(archive, MANIFEST, MOST_MANIFEST), _content(archive, SIGNATURE, 64)
    manifest = _signed_manifest(*signed, key, report)
    _check_files(archive, manifest, report)
    if report.valid:
        _check_signatures(archive, manifest, report)
    return manifest


def _check_archive(archive: Archive, file: IO[bytes]) -> None:
    """Refuses archives that other programs may unpack differently, or into other places."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Broken("The archive is larger than a bundle can be.")
    if len(set(archive.namelist())) < len(entries):
        raise Broken("The archive contains two files of one name.")
    for entry in entries:
        if not PATH.fullmatch(entry.filename) or len(entry.filename) > 200:
            raise Broken(f"The archive contains a file with an unsafe name: {entry.filename!r}.")
        if entry.flag_bits & 0x1 or entry.compress_type not in (0, 8):
            raise Broken(f"{entry.filename} is stored in a way that bundles do not use.")
        if entry.external_attr >> 16 & 0o170000 not in (0, 0o100000):
            raise Broken(f"{entry.filename} is not an ordinary file.")
    if archive.comment or not _is_gapless(archive, entries, file):
        raise Broken("The archive hides bytes that belong to no file.")


def _is_gapless(archive: Archive, entries: list[zipfile.ZipInfo], file: IO[bytes]) -> bool:
    """Whether the files follow each other from the first byte on; a data descriptor may follow."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if not 0 <= entry.header_offset - end <= (24 if end else 0):
            return False
        file.seek(entry.header_offset + 26)
        lengths = struct.unpack("<HH", file.read(4))
        end = entry.header_offset + 30 + sum(lengths) + entry.compress_size
    directory = sum(46 + len(e.filename.encode()) + len(e.extra) + len(e.comment) for e in entries)
    after = file.seek(0, 2) - archive.start_dir - directory
    return 0 <= archive.start_dir - end <= 24 and after in (22, 22 + 76)


def _content(archive: Archive, path: str, most: int) -> bytes:
    with archive.open(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Broken(f"{path} is larger than it can be.")
    return content


def _signed_manifest(content: bytes, signature: bytes, key: str | None, report: Report) -> Facts:
    """The manifest, once its signature holds: everything else is checked against it."""
    manifest: Facts = json.loads(content, object_pairs_hook=_without_repeats)
    if manifest["format"] != FORMAT:
        raise Broken(f"This program reads {FORMAT}, not {manifest['format']!r}.")
    public_key = bytes.fromhex(manifest["signing"]["public_key"])
    report.key = hashlib.sha256(public_key).hexdigest()
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except InvalidSignature:
        raise Broken("The signature of the manifest is wrong: somebody changed it.") from None
    if key is not None:
        wanted = re.sub(r"[\s:]", "", key).lower()
        known = report.is_trusted = wanted in (public_key.hex(), report.key)
        report.need(known, f"The bundle was signed by another key, with fingerprint {report.key}.")
    return manifest


def _without_repeats(pairs: list[tuple[str, Any]]) -> Facts:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a repeated key")
    return dict(pairs)


def _check_files(archive: Archive, manifest: Facts, report: Report) -> None:
    stated = {file["path"]: file for file in manifest["files"]}
    present = set(archive.namelist()) - {MANIFEST, SIGNATURE}
    report.need(len(stated) == len(manifest["files"]), "The manifest lists a file twice.")
    for path in sorted(stated.keys() ^ present):
        wrong = "missing" if path in stated else "not in the manifest"
        report.need(False, f"{path} is {wrong}.")
    for path in sorted(present & stated.keys()):
        digest, size, start = _digest(archive, path, stated[path]["size"])
        report.need(digest == stated[path]["sha256"], f"{path} was changed: its SHA-256 differs.")
        report.need(size == stated[path]["size"], f"{path} was changed: its size differs.")
        if path.endswith(".pdf"):
            report.need(start.startswith(b"%PDF-"), f"{path} is not a PDF.")
        report.files += 1


def _digest(archive: Archive, path: str, most: int) -> tuple[str, int, bytes]:
    """SHA-256, size and first bytes; stops where the file is longer than the manifest says."""
    digest, size, start = hashlib.sha256(), 0, b""
    with archive.open(path) as file:
        while size <= most and (chunk := file.read(CHUNK)):
            start = start or chunk[:8]
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size, start


def _check_signatures(archive: Archive, manifest: Facts, report: Report) -> None:
    """Names files against counts and leaves, the root against the leaves."""
    tree, counts = manifest["merkle"], manifest["signatures"]
    leaves = _content(archive, tree["leaves_file"], MOST_LEAVES).decode("ascii").split()
    report.signatures = len(leaves)
    report.root = root_of(bytes.fromhex(leaf) for leaf in leaves).hex()
    listed = _check_parts(archive, manifest, leaves, report)
    report.need(listed == counts["listed"], "The number of listed signatures differs.")
    hidden = counts["not_shown"] + counts["no_name"]
    report.need(counts["total"] == counts["listed"] + hidden, "The counts do not add up.")
    report.need(counts["total"] == len(leaves) == tree["count"], "The number of leaves differs.")
    report.need(len(set(leaves)) == len(leaves), "A leaf is in the tree more than once.")
    report.need(report.root == tree["root"], "The Merkle root does not follow from the leaves.")
    _check_waterfall(manifest["waterfall"], counts["total"], report)


def _check_parts(archive: Archive, manifest: Facts, leaves: list[str], report: Report) -> int:
    """Every row of every names file against its leaf; returns how many rows there are."""
    salt = _content(archive, manifest["merkle"]["salt_file"], 100).decode("ascii").strip()
    paths = {file["path"] for file in manifest["files"]}
    ids: set[UUID] = set()
    number = 0
    for part in manifest["parts"]:
        report.need(part["sheets"] in paths, f"{part['sheets']} is not in the manifest.")
        before = number
        for number, row in enumerate(_names(archive, part["names"]), start=before + 1):
            ids.add(signature := UUID(row[1]))
            own_salt = hmac.digest(bytes.fromhex(salt), signature.bytes, "sha256")
            known = leaves[number - 1 : number] == [leaf_of(signature, own_salt, row[2:]).hex()]
            report.need(row[0] == str(number), f"{part['names']}: number {row[0]} is out of order.")
            report.need(known, f"{part['names']}: number {number} is not what the tree holds.")
        found = number - before
        report.need(found == part["signatures"], f"{part['names']} holds {found} signatures.")
    report.need(len(ids) == number, "A signature is in the bundle more than once.")
    return number


def _check_waterfall(waterfall: dict[str, int], total: int, report: Report) -> None:
    steps = ("rejected", "duplicates", "unconfirmed", "confirmed", "attested", "withdrawn")
    received = sum(waterfall[step] for step in (*steps, "invalidated"))
    report.need(received == waterfall["received"], "The waterfall does not add up.")
    counted = waterfall["confirmed"] + waterfall["attested"]
    report.need(total <= counted, "The bundle holds more signatures than the waterfall counts.")


def _names(archive: Archive, path: str) -> Iterator[list[str]]:
    with archive.open(path) as file:
        rows = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
        header = next(rows)
        if header != ["number", "signature", "name", "city", "state", "country", "comment"]:
            raise Broken(f"{path} has other columns than a names file.")
        for row in rows:
            if len(row) != len(header):
                raise Broken(f"{path} has a row with {len(row)} cells.")
            yield row


def leaf_of(signature: UUID, salt: bytes, cells: Sequence[str]) -> bytes:
    """The hash of a leaf: the signature's id and the salted digest of its line."""
    line = json.dumps(list(cells), ensure_ascii=False, separators=(",", ":")).encode()
    head = b"\x00" + LEAF_FORMAT.encode() + b"\x00" + signature.bytes
    return hashlib.sha256(head + hashlib.sha256(salt + line).digest()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree (RFC 6962, section 2.1), keeping one hash per level."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size = 1
        while peaks and peaks[-1][0] == size:
            leaf, size = _node(peaks.pop()[1], leaf), size * 2
        peaks.append((size, leaf))
    root = peaks.pop()[1] if peaks else hashlib.sha256().digest()
    while peaks:
        root = _node(peaks.pop()[1], root)
    return root


def _check_proof(proof: Facts, name: str | None, manifest: Facts, report: Report) -> None:
    """Whether the one signature of a proof file is under this bundle's root."""
    leaf, salt, line = bytes.fromhex(proof["leaf"]), bytes.fromhex(proof["salt"]), proof["line"]
    if line is not None and leaf != leaf_of(UUID(proof["signature"]), salt, line):
        raise Broken("The proof's line is not what its leaf holds.")
    path = [bytes.fromhex(node) for node in proof["path"]]
    tree, index = manifest["merkle"], proof["number"] - 1
    inside = _is_inside(leaf, index, tree["count"], path, bytes.fromhex(tree["root"]))
    report.proof = inside and proof["bundle"] == manifest["bundle"]
    report.need(report.proof, "The proof does not belong to this bundle.")
    shown = line[0] if line else "nobody"
    report.need(name in (None, shown), f"The proof shows the name {shown!r}.")


def _is_inside(leaf: bytes, index: int, count: int, path: list[bytes], root: bytes) -> bool:
    """The algorithm of RFC 9162, section 2.1.3.2."""
    if not 0 <= index < count:
        return False
    last = count - 1
    for sibling in path:
        if last == 0:
            return False
        if index % 2 or index == last:
            leaf = _node(sibling, leaf)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            leaf = _node(leaf, sibling)
        index, last = index // 2, last // 2
    return last == 0 and leaf == root


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks a bundle of signatures.")
    parser.add_argument("bundle", type=Path, help="the ZIP, or manifest.json beside manifest.sig")
    parser.add_argument("--key", help="the public key you trust, or its fingerprint")
    parser.add_argument("--proof", type=Path, help="a proof that one signature is inside")
    parser.add_argument("--name", help="the name that the proof should show")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if options.name and not options.proof:
        parser.error("--name goes with --proof: which signature should show that name?")
    if not (options.bundle.is_file() and os.access(options.bundle, os.R_OK)):
        parser.exit(2, NO_FILE.format(options.bundle))
    proof = json.loads(options.proof.read_text("utf-8")) if options.proof else None
    report = verify_bundle(options.bundle, options.key, proof, options.name)
    lines = [json.dumps(report.as_json())] if options.json else _sentences(report, options)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0 if report.valid else 1


def _sentences(report: Report, options: argparse.Namespace) -> Iterator[str]:
    """The report for a person."""
    yield from (f"WRONG: {error}" for error in report.errors)
    yield "Valid." if report.valid else "NOT valid."
    yield f"Checked {report.signatures} signatures in {report.files} files."
    yield f"Signed by the key with fingerprint {report.key or '(not known)'}"
    if report.is_trusted:
        yield "That is the key you gave with --key."
    elif not options.key:
        yield "Compare the fingerprint with one you trust, or pass that with --key."
    if report.proof:
        yield "The proof holds: that signature is inside."


if __name__ == "__main__":
    sys.exit(main())
