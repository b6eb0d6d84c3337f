"""`build_bundle PETITION --out DIR [--split RULE] [--since BUNDLE]`: seals and writes a ZIP."""

import os
import tempfile
from pathlib import Path
from typing import Any

from core.actors import SYSTEM
from core.commands import BadArguments, MusterCommand, Result
from core.errors import Invalid, MusterError
from petitions.models import Bundle, BundleState
from petitions.selectors.bundle import earlier_bundle, open_archive
from petitions.selectors.petition import petition_by_slug
from petitions.services.bundle import parse_split, request_bundle
from petitions.services.bundle_archive import archive_name
from petitions.services.bundle_build import build_at_once


class Command(MusterCommand):
    help = "Seals everyone who counts now into a bundle and writes its ZIP into a folder."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("petition", help="the petition's slug")
        parser.add_argument("--out", required=True, type=Path, help="the folder for the ZIP")
        parser.add_argument("--split", default="none", help="none, state, city or count:N")
        parser.add_argument("--since", help="an earlier bundle's id or number: only who is new")

    def run(self, **options: Any) -> Result:
        out: Path = options["out"]
        _require_folder(out)
        try:
            rule = parse_split(options["split"])
        except Invalid as error:
            raise BadArguments(f"--split: {error.detail}") from error
        petition, since = petition_by_slug(options["petition"]), options["since"]
        earlier = earlier_bundle(petition=petition, name=since) if since else None
        bundle = request_bundle(petition=petition, rule=rule, since=earlier, actor=SYSTEM)
        build_at_once(bundle)
        if bundle.stage != BundleState.READY:
            raise MusterError(f"the bundle could not be built: {bundle.last_error}")
        return _result(bundle, _write(bundle, out))


def _require_folder(out: Path) -> None:
    """Before anything is sealed: a bundle that could not be written would be numbered for ever."""
    if out.exists() and not out.is_dir():
        raise BadArguments(f"--out must be a folder, and {out} is a file")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadArguments(f"--out cannot be {out}: {error.strerror}") from error
    if not os.access(out, os.W_OK):
        raise BadArguments(f"--out cannot be {out}: it may not be written to")


def _write(bundle: Bundle, folder: Path) -> Path:
    """The ZIP appears under its name whole or not at all."""
    handle, partial = tempfile.mkstemp(dir=folder, prefix=".bundle-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in open_archive(bundle=bundle, actor=SYSTEM):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        path = folder / archive_name(bundle)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path.resolve()


def _result(bundle: Bundle, path: Path) -> dict[str, Any]:
    return {
        "bundle": str(bundle.public_id),
        "signatures": bundle.signatures,
        "files": len((bundle.manifest or {})["files"]),
        "path": str(path),
        "root": bundle.root,
    }
