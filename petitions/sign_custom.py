"""Reads the free `custom` fields that a partner's form adds to a signature. Pure."""

import json
import math
from typing import Any

from core.typed_text import BadText, require_storable

MAX_KEYS = 30
MAX_BYTES = 4096
MAX_DEPTH = 4


def read_custom(value: object) -> dict[str, Any]:
    """A JSON object of few, small values. Raises BadText."""
    if not isinstance(value, dict):
        raise BadText("invalid")
    if len(value) > MAX_KEYS:
        raise BadText("max_length")
    _require_storable(value, MAX_DEPTH)
    if len(json.dumps(value, ensure_ascii=False).encode()) > MAX_BYTES:
        raise BadText("max_length")
    return value


def _require_storable(value: object, depth: int) -> None:
    if depth < 0 or (isinstance(value, float) and not math.isfinite(value)):
        raise BadText("invalid")
    if isinstance(value, str):
        require_storable(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            require_storable(key)
            _require_storable(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _require_storable(inner, depth - 1)
