"""`import_signatures PETITION FILE --group GROUP [--dry-run]`: imports one partner's list."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.actors import SYSTEM
from core.commands import BadArguments, MusterCommand, Unsuccessful
from core.errors import NotFound
from core.models.duty import DutyState
from groups.lists.layout import list_head, survey
from groups.lists.refusal import OpenFile
from groups.lists.rejects import rejects_csv
from groups.models import Group
from groups.rejects_folder import write_rejects
from petitions.import_figures import Figures, figures_of, figures_of_repetition
from petitions.models import Petition, SignatureImport
from petitions.selectors.import_rehearsal import Rehearsal
from petitions.selectors.petition import petition_by_slug
from petitions.selectors.signature_import import rejects_file
from petitions.services.import_work import work_until_done
from petitions.services.signature_import import request_import, require_may_import


class Command(MusterCommand):
    help = "Import a partner's list of signatures (CSV, TSV or XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("petition", help="slug of the petition")
        parser.add_argument("file", type=Path, help="the list")
        parser.add_argument("--group", required=True, help="slug of the group that collected it")
        parser.add_argument(
            "--dry-run", action="store_true", help="the figures, without writing anything"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """The figures, and the path of a CSV of the rejected rows."""
        path: Path = options["file"]
        if not path.is_file():
            raise BadArguments(f"there is no file {path}")
        if not os.access(path, os.R_OK):
            raise BadArguments(f"the file {path} may not be read")
        petition, group = petition_by_slug(options["petition"]), _group(options["group"])
        if options["dry_run"]:
            return _rehearse(petition, group, path)
        row, made = request_import(
            petition=petition, group=group, open_file=_opener(path), name=path.name, actor=SYSTEM
        )
        finished = row.state == DutyState.DONE
        if not finished:
            work_until_done(row, on_progress=self._show)
        figures = figures_of(row) if made or not finished else figures_of_repetition(row)
        rejects = write_rejects(f"{row.public_id}.csv", rejects_file(row))
        return self._answer(row, figures, rejects)

    def _answer(self, row: SignatureImport, figures: Figures, rejects: Path) -> dict[str, Any]:
        answer: dict[str, Any] = {**figures.as_json(), "rejects": str(rejects)}
        if row.state != DutyState.DONE:
            line = f"the import stopped after {row.rows} of {row.rows_total} rows: {row.last_error}"
            raise Unsuccessful(line, result=answer)
        return answer

    def _show(self, row: SignatureImport) -> None:
        if sys.stderr.isatty():
            end = "\n" if row.rows == row.rows_total else "\r"
            self.stderr.write(f"{row.rows:,} of {row.rows_total:,} rows", ending=end)


def _group(slug: str) -> Group:
    group = Group.objects.filter(slug=slug).first()
    if group is None:
        raise NotFound(f"there is no group {slug!r}", code="group.unknown")
    return group


def _rehearse(petition: Petition, group: Group, path: Path) -> dict[str, Any]:
    require_may_import(petition=petition, group=group, actor=SYSTEM)
    layout = survey(_opener(path), path.name)
    rehearsal = Rehearsal(petition=petition, layout=layout)
    figures = rehearsal.figures(_opener(path))
    header = list_head(_opener(path), layout, size=0).header
    rejects = write_rejects(f"dry-run-{os.getpid()}.csv", rejects_csv(rehearsal.rejects, header))
    return {**figures.as_json(), "rejects": str(rejects)}


def _opener(path: Path) -> OpenFile:
    return lambda: path.open("rb")
