"""Imports run one way:

pages -> events -> petitions -> campaign -> groups -> accounts, places -> core.
`config`, `tests` and `bench` may import everything; nothing imports them.
"""

import ast

from tests.architecture.source import APPS, SourceFile, source_files

MAY_IMPORT = {
    "core": set(),
    "places": {"core"},
    "accounts": {"core"},
    "groups": {"accounts", "places", "core"},
    "campaign": {"groups", "accounts", "places", "core"},
    "petitions": {"campaign", "groups", "accounts", "places", "core"},
    "events": {"petitions", "campaign", "groups", "accounts", "places", "core"},
    "pages": {"events", "petitions", "campaign", "groups", "accounts", "places", "core"},
    "config": {*APPS},
    "bench": {*APPS, "config"},
    "tests": {*APPS, "config", "bench"},
}
# Django imports app modules before models exist, and settings must be named before Django.
LATE_IMPORTS = {"apps.py"}


def _wrong_arrows(file: SourceFile) -> list[str]:
    allowed = MAY_IMPORT[file.top] | {file.top}
    return [
        f"{file.path}:{line} imports {name}"
        for line, name in file.imports()
        if name.startswith(".") or (name.partition(".")[0] in MAY_IMPORT.keys() - allowed)
    ]


def _inner_imports(file: SourceFile) -> list[str]:
    functions = (
        node
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        f"{file.path}:{node.lineno} imports inside {function.name}"
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_every_arrow_points_down() -> None:
    assert [line for file in source_files() for line in _wrong_arrows(file)] == []


def test_imports_stand_at_the_top() -> None:
    files = [file for file in source_files() if file.path.name not in LATE_IMPORTS]
    assert [line for file in files for line in _inner_imports(file)] == []


def test_a_wrong_arrow_is_seen() -> None:
    """The test above would pass over nothing, too."""
    arrows = [name for file in source_files("petitions") for _, name in file.imports()]
    assert any(name.startswith("core.") for name in arrows)
    assert MAY_IMPORT["core"] == set()
