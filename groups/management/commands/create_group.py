"""Makes a coalition group."""

from argparse import ArgumentParser
from typing import Any

from core.actors import SYSTEM
from core.commands import MusterCommand
from groups.services.group import create_group


class Command(MusterCommand):
    help = "Makes a coalition group; harmless when there is one of this slug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)

    def run(self, **options: Any) -> dict[str, Any]:
        group = create_group(slug=options["slug"], name=options["name"], actor=SYSTEM)
        return {"slug": group.slug}
