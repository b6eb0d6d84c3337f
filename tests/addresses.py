"""The addresses of the service by their names: those of the desk, and all others of ours."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver

DESK = "desk/"
PROBES = {"healthz", "readyz", "metrics"}  # for machines beside us
PACKAGES = ("accounts/", "anymail/")  # addresses of other packages


@cache
def desk_patterns() -> dict[str, URLPattern]:
    """Every page and download below /desk/."""
    return {name: entry for name, path, entry in _named() if path.startswith(DESK)}


@cache
def other_patterns() -> dict[str, URLPattern]:
    """Every address of the API and of the pages, but those of the desk."""
    return {
        name: entry
        for name, path, entry in _named()
        if not path.startswith(DESK) and path not in PROBES
    }


def _named() -> Iterator[tuple[str, str, URLPattern]]:
    for path, entry in _walk(get_resolver(), ""):
        yield str(entry.name or entry.pattern), path, entry


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, entry
        elif not path.startswith(PACKAGES):
            yield from _walk(entry, path)


def absent(value: str) -> str:
    """A name of the same form that nothing has."""
    if value.isdigit():
        return "987654321"
    try:
        UUID(value)
    except ValueError:
        return "no-such-thing"
    return str(uuid4())


def filled(value: Any, names: dict[str, str]) -> Any:
    """A body with the names of an object in the places of "{slug}" and its like."""
    if isinstance(value, dict):
        return {name: filled(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, names) for inner in value]
    return value.format(**names) if isinstance(value, str) else value
