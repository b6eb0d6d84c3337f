"""`export_counts PETITION --out FILE.(csv|xlsx|json|pdf)`: the counts as a file to hand out."""

from pathlib import Path
from typing import Any

from core.commands import BadArguments, MusterCommand, Result
from core.errors import Invalid
from petitions.selectors.petition import petition_by_slug
from petitions.services.counts_export import export_counts, writer_for
from petitions.services.tally import count_changes


class Command(MusterCommand):
    help = "Writes a petition's counts to a CSV, XLSX, JSON or PDF file."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("petition", help="the petition's slug")
        parser.add_argument("--out", required=True, type=Path, help="FILE.(csv|xlsx|json|pdf)")

    def run(self, **options: Any) -> Result:
        path: Path = options["out"]
        _require_place_for(path)
        petition = petition_by_slug(options["petition"])
        count_changes()
        return {"path": str(path), "rows": export_counts(petition=petition, path=path)}


def _require_place_for(path: Path) -> None:
    try:
        writer_for(path)
    except Invalid as error:
        raise BadArguments(error.detail) from error
    if path.is_dir() or not path.parent.is_dir():
        raise BadArguments(f"{path} cannot be a file: give one in a folder that exists")
