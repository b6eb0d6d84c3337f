"""`manage.py translations`: gathers what is marked for translation and writes the catalogues."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from config.translations import catalogue
from core.commands import MusterCommand, Result, Unsuccessful


class Command(MusterCommand):
    help = "Gathers marked texts into locale/, keeps what is translated, writes .po and .mo."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit 1 unless the catalogues are complete and up to date",
        )

    def run(self, **options: Any) -> Result:
        """The number of texts and of translated ones, by language, and what is wrong."""
        problems: list[str] = []
        figures: dict[str, Any] = {}
        for code, _ in settings.LANGUAGES:
            if code == settings.LANGUAGE_CODE:
                continue
            catalog = catalogue.up_to_date(code)
            if not options["check"]:
                catalogue.write(code, catalog)
            problems += [f"{code}: {line}" for line in catalogue.problems_of(code, catalog)]
            figures[code] = {
                "texts": len(catalog),
                "translated": sum(
                    1 for message in catalog if message.id and catalogue.is_translated(message)
                ),
            }
        result = {**figures, "problems": problems}
        if options["check"] and problems:
            raise Unsuccessful(f"{len(problems)} problems of translation", result=result)
        return result

    def describe(self, result: Result) -> str:
        assert isinstance(result, dict), "what run returns"
        counts = [f"{code}: {values}" for code, values in result.items() if code != "problems"]
        return "\n".join([*counts, *result["problems"]])
