"""`config/page_permissions.toml`, read: each page of the desk, and how its address is made."""

import tomllib
from pathlib import Path
from typing import Any

from django.urls import reverse

from tests.addresses import desk_patterns
from tests.permission_scenes import SEVERAL

FILE = Path(__file__).parents[2] / "config" / "page_permissions.toml"
MATRIX = tomllib.loads(FILE.read_text())
PAGES: list[dict[str, Any]] = MATRIX["page"]
UNKNOWN = "unknown"


def path_of(page: dict[str, Any], names: dict[str, str]) -> str:
    """The address of the page of the object with these names."""
    converters = desk_patterns()[page["route"]].pattern.converters
    path = reverse(page["route"], kwargs={name: names[name] for name in converters})
    return f"{path}?{page['query'].format(**names)}" if "query" in page else path


def expectations(page: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Status by role and column, the implied ones filled in."""
    stated: dict[str, dict[str, int]] = {}
    for name, value in page["expect"].items():
        for role in SEVERAL.get(name, (name,)):
            stated[role] = {"own": value} if isinstance(value, int) else dict(value)
    stated["anyone"] = {"own": 302}
    unknown = page.get(UNKNOWN, 404)
    if page["object"] != "nothing" and unknown:
        for role, columns in stated.items():
            columns[UNKNOWN] = 302 if role == "anyone" else unknown
    return stated
