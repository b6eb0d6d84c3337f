"""Loads the US ZIP codes."""

from typing import Any

from core.commands import MusterCommand
from places.services.postal_code import load_places


class Command(MusterCommand):
    help = "Loads every US ZIP code with city, county, state, position and time zone."

    def run(self, **options: Any) -> dict[str, Any]:
        return load_places()._asdict()
