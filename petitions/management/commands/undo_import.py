"""`undo_import IMPORT_ID`: takes one partner's list back, as the API does."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from core.actors import SYSTEM
from core.commands import MusterCommand, Unsuccessful
from core.models.duty import DutyState
from petitions.import_figures import figures_of
from petitions.selectors.signature_import import get_import
from petitions.services.import_work import work_until_done
from petitions.services.signature_import import request_undo


class Command(MusterCommand):
    help = "Take back what an import brought; harmless when that is done or under way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("import_id", type=UUID, help="id of the import, as the API gives it")

    def run(self, **options: Any) -> dict[str, Any]:
        """The import's figures, all of which are taken back."""
        found = get_import(public_id=options["import_id"], actor=SYSTEM)
        row = request_undo(signature_import=found, actor=SYSTEM)
        work_until_done(row, on_progress=lambda row: None)
        answer = {"import": str(row.public_id), "state": row.stage, **figures_of(row).as_json()}
        if row.state != DutyState.DONE:
            line = f"not all was taken back: {row.last_error}; run this again"
            raise Unsuccessful(line, result=answer)
        return answer
