"""Runs our own commands as a coalition would, and reads what they answer."""

import io
import json
from typing import Any

from django.core.management import call_command


def command(name: str, *arguments: str) -> dict[str, Any]:
    """Runs one of our commands and answers its JSON."""
    out = io.StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return result
