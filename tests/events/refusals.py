"""What a value was refused for, to compare as a whole."""

from collections.abc import Callable
from typing import Any

from core.errors import Invalid


def refusal(call: Callable[..., Any], *arguments: Any, **options: Any) -> list[tuple[str, str]]:
    """Field and code of every error; empty where nothing is refused."""
    try:
        call(*arguments, **options)
    except Invalid as error:
        return [(item.field, item.code) for item in error.errors] or [("", error.code)]
    return []
