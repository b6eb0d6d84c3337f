"""`verify_bundle PATH`: checks a bundle as its own `verify.py` does. Needs no database."""

import json
from pathlib import Path
from typing import Any

from core.commands import BadArguments, MusterCommand, Result, Unsuccessful
from petitions.bundle_files.verify import verify_bundle


class Command(MusterCommand):
    help = "Checks that a bundle is whole, signed and what it says."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path", type=Path, help="the bundle's ZIP")
        parser.add_argument("--key", help="the public key to trust, or its fingerprint")
        parser.add_argument("--proof", type=Path, help="a proof that one signature is inside")
        parser.add_argument("--name", help="the name that the proof should show")

    def run(self, **options: Any) -> Result:
        proof = _read(options["proof"]) if options["proof"] else None
        report = verify_bundle(options["path"], options["key"], proof, options["name"])
        if not report.valid:
            line = f"not valid: {report.errors[0]}"
            raise Unsuccessful(line, result=report.as_json())
        return report.as_json()


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadArguments(f"--proof: {path} is not a proof file") from error
