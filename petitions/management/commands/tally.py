"""`tally PETITION [--by source,place,day]`: the waterfall, exact now."""

from typing import Any

from core.commands import BadArguments, MusterCommand, Result
from core.snapshot import one_snapshot
from petitions.selectors.breakdown import BREAKDOWNS, breakdowns
from petitions.selectors.petition import petition_by_slug
from petitions.selectors.tally import waterfall
from petitions.services.tally import count_changes


class Command(MusterCommand):
    help = "What was received for a petition and what became of it."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("petition", help="the petition's slug")
        parser.add_argument("--by", default="", help="any of source,place,day, with commas")

    def run(self, **options: Any) -> Result:
        wanted = [name.strip() for name in options["by"].split(",") if name.strip()]
        if unknown := set(wanted) - set(BREAKDOWNS):
            raise BadArguments(f"--by knows {', '.join(BREAKDOWNS)}, not {', '.join(unknown)}")
        petition = petition_by_slug(options["petition"])
        count_changes()
        with one_snapshot():
            return {**waterfall(petition), "by": breakdowns(petition, wanted)}
