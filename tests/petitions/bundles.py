"""Builds bundles through the services and opens what came out."""

import csv
import io
from pathlib import Path
from typing import Any

from core.actors import SYSTEM
from core.services import duty, stored_file
from petitions.bundle_files import verify
from petitions.models import Bundle, Petition
from petitions.services.bundle import parse_split, request_bundle
from petitions.services.bundle_build import build_at_once, owed
from petitions.services.bundle_seal import seal_bundle
from tests.petitions.bundle_files.box import read_zip


def sealed(petition: Petition, split: str = "none") -> Bundle:
    """A bundle as a worker leaves it that is killed after the seal: sealed, and nothing built."""
    bundle = request_bundle(petition=petition, rule=parse_split(split), since=None, actor=SYSTEM)
    (claimed,) = duty.claim(owed().filter(pk=bundle.pk), limit=1)
    seal_bundle(claimed)
    duty.release([claimed])
    claimed.refresh_from_db()
    return claimed


def built(petition: Petition, split: str = "none", since: Bundle | None = None) -> Bundle:
    bundle = request_bundle(petition=petition, rule=parse_split(split), since=since, actor=SYSTEM)
    build_at_once(bundle)
    assert (bundle.state, bundle.last_error) == ("done", "")
    return bundle


def zip_of(bundle: Bundle) -> bytes:
    assert bundle.archive is not None
    return b"".join(stored_file.read(bundle.archive))


def files_of(bundle: Bundle) -> dict[str, bytes]:
    return read_zip(zip_of(bundle))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def names_in(files: dict[str, bytes]) -> dict[str, list[str]]:
    """The names of every names file."""
    return {
        path: [row[2] for row in rows_of(content)[1:]]
        for path, content in files.items()
        if path.startswith("names/")
    }


def report_on(bundle: Bundle, tmp_path: Path, **options: Any) -> verify.Report:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zip_of(bundle))
    return verify.verify_bundle(path, **options)
