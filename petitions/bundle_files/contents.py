"""What lies where in a bundle, and what its manifest states. Formats: docs/bundle-format.md."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from petitions.bundle_files.leaf import LEAF_FORMAT
from petitions.bundle_files.manifest import FORMAT, FileFact, SigningKey

RULE_VERSION = 1
"""The canonical rules by which one person is counted once (docs/bundle-format.md)."""
COVER_PATH = "cover-letter.pdf"
COUNTS_PATH = "counts.csv"
LEAVES_PATH = "merkle/leaves.txt"
SALT_PATH = "merkle/salt.txt"
VERIFY_PATH = "verify.py"
README_PATH = "read-me.txt"


@dataclass(frozen=True, slots=True)
class PartFact:
    """One part of a bundle, with `first` as the number of its first line."""

    label: str
    stem: str
    first: int
    signatures: int
    pages: int

    @property
    def names_path(self) -> str:
        return f"names/{self.stem}.csv"

    @property
    def sheets_path(self) -> str:
        return f"sheets/{self.stem}.pdf"

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "names": self.names_path,
            "sheets": self.sheets_path,
            "signatures": self.signatures,
            "first": self.first,
            "pages": self.pages,
        }


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What the seal fixed. `since` is the earlier bundle's id, or None."""

    bundle: str
    number: int
    petition: Mapping[str, str]
    sealed_at: datetime
    since: str | None
    split: str
    listed: int
    not_shown: int
    no_name: int
    waterfall: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.listed + self.not_shown + self.no_name


def part_stem(*, number: int, of: int, label: str) -> str:
    """The file name of a part, without ending: its number and its label in plain letters."""
    if of == 1:
        return "signatures"
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return f"{number:0{max(2, len(str(of)))}d}-{words}".rstrip("-")


def manifest_content(
    *,
    facts: BundleFacts,
    parts: Sequence[PartFact],
    files: Sequence[FileFact],
    root: str,
    key: SigningKey,
) -> dict[str, Any]:
    """The manifest as a JSON object."""
    instant = facts.sealed_at.isoformat().replace("+00:00", "Z")
    return {
        "format": FORMAT,
        "bundle": facts.bundle,
        "number": facts.number,
        "petition": dict(facts.petition),
        "sealed_at": instant,
        "cut_off": instant,
        "since": facts.since,
        "split": facts.split,
        "rule_version": RULE_VERSION,
        "waterfall": dict(facts.waterfall),
        "signatures": {
            "total": facts.total,
            "listed": facts.listed,
            "not_shown": facts.not_shown,
            "no_name": facts.no_name,
        },
        "parts": [part.as_json() for part in parts],
        "files": [file.as_json() for file in files],
        "merkle": {
            "tree": "RFC 6962, SHA-256",
            "leaf": LEAF_FORMAT,
            "count": facts.total,
            "root": root,
            "leaves_file": LEAVES_PATH,
            "salt_file": SALT_PATH,
        },
        "signing": key.as_json(),
    }


@cache
def verifier_source() -> bytes:
    """The program that every bundle carries to be checked with."""
    return (Path(__file__).parent / "verify.py").read_bytes()


def read_me(*, title: str, fingerprint: str) -> bytes:
    """A few lines for whoever opens the archive."""
    return f"""{title}

cover-letter.pdf   the demand, the counts, and how to check them
sheets/            the signatures, to read and to print
names/             the same as tables (CSV, UTF-8)
counts.csv         signatures by city and state
manifest.json      what is in this archive: SHA-256 of every file, counts, Merkle root
manifest.sig       the Ed25519 signature (64 bytes) over manifest.json
merkle/            the leaves of the tree, and the salt of the lines that are shown
verify.py          checks all of this

To check: install Python and the package cryptography, then

    python verify.py THIS.zip --key {fingerprint}

after comparing that fingerprint with the one the coalition publishes.
""".encode()
