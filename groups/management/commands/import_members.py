"""`import_members GROUP FILE [--dry-run]`: takes a list of members in."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from core.actors import SYSTEM
from core.commands import BadArguments, MusterCommand, Unsuccessful
from core.errors import NotFound
from groups.lists.refusal import OpenFile
from groups.member_decision import Choice, ConsentRule, read_decision
from groups.member_import_figures import Figures
from groups.models import Group, ImportStage, MemberImport
from groups.rejects_folder import write_rejects
from groups.selectors.member_import import rejects_file
from groups.services.member_import import apply_member_import, request_member_import
from groups.services.member_import_work import work_until_done


class Command(MusterCommand):
    help = "Take a list of members in (CSV, TSV or XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="slug of the group")
        parser.add_argument("file", type=Path, help="the list")
        parser.add_argument(
            "--conflicts",
            choices=[choice.value for choice in Choice],
            default=Choice.LEAVE_OUT.value,
            help="how rows with another name or somebody else's phone are settled",
        )
        parser.add_argument(
            "--consent",
            choices=[rule.value for rule in ConsentRule],
            default=ConsentRule.NONE.value,
            help="whether a yes in the consent column is a consent",
        )
        parser.add_argument("--tags", default="", help="tags for everyone, with commas")
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
        group, decision = _group(options["group"]), read_decision(options)
        if options["dry_run"]:
            return _rehearse(group, path)
        row, _ = request_member_import(
            group=group, open_file=_opener(path), name=path.name, actor=SYSTEM
        )
        again = row.stage == ImportStage.APPLIED
        work_until_done(row, on_progress=self._show)
        if row.stage == ImportStage.READY:
            row = apply_member_import(member_import=row, decision=decision, actor=SYSTEM)
        work_until_done(row, on_progress=self._show)
        figures = Figures.from_json(row.result)
        return self._answer(row, figures.of_repetition() if again else figures)

    def _answer(self, row: MemberImport, figures: Figures) -> dict[str, Any]:
        rejects = write_rejects(f"{row.public_id}.csv", rejects_file(row))
        answer = {"import": str(row.public_id), **figures.shown(), "rejects": str(rejects)}
        if row.stage != ImportStage.APPLIED:
            line = f"the import stopped after {row.rows} of {row.rows_total} rows: {row.last_error}"
            raise Unsuccessful(line, result=answer)
        return answer

    def _show(self, row: MemberImport) -> None:
        if sys.stderr.isatty():
            end = "\n" if row.rows == row.rows_total else "\r"
            self.stderr.write(f"{row.stage}: {row.rows:,} of {row.rows_total:,} rows", ending=end)


def _group(slug: str) -> Group:
    group = Group.objects.filter(slug=slug).first()
    if group is None:
        raise NotFound(f"there is no group {slug!r}", code="group.unknown")
    return group


def _rehearse(group: Group, path: Path) -> dict[str, Any]:
    """The preview, taken back with everything that it kept."""
    with transaction.atomic():
        row, _ = request_member_import(
            group=group, open_file=_opener(path), name=path.name, actor=SYSTEM
        )
        figures = Figures.from_json(row.result)
        if row.stage == ImportStage.APPLIED:
            figures = figures.of_repetition()
        else:
            work_until_done(row)
            figures = Figures.from_json(row.preview)
        rejects = write_rejects(f"dry-run-{os.getpid()}.csv", rejects_file(row))
        transaction.set_rollback(True)
    return {**figures.shown(), "rejects": str(rejects)}


def _opener(path: Path) -> OpenFile:
    return lambda: path.open("rb")
