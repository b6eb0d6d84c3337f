"""`recount PETITION`: compares the tally with the truth and repairs it."""

from typing import Any

from core.actors import SYSTEM
from core.commands import MusterCommand, Result
from petitions.selectors.petition import petition_by_slug
from petitions.services.tally import recount


class Command(MusterCommand):
    help = "Audits a petition's tally against its signatures and repairs it."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("petition", help="the petition's slug")

    def run(self, **options: Any) -> Result:
        result = recount(petition=petition_by_slug(options["petition"]), actor=SYSTEM)
        return {
            "before": dict(result.before),
            "after": dict(result.after),
            "corrected_cells": result.corrected,
        }
