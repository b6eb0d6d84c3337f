"""Functions of at most 50 lines, files of at most 350: longer ones hold more than one idea."""

import ast

from tests.architecture.source import SourceFile, source_files

LONGEST_FUNCTION = 50
LONGEST_FILE = 350


def _written() -> list[SourceFile]:
    """Migrations are left out: Django writes them, by the table."""
    return [file for file in source_files() if not file.is_migration]


def test_no_file_is_longer_than_350_lines() -> None:
    sizes = {str(file.path): file.text.count("\n") for file in _written()}
    assert {path: size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    sizes = {
        f"{file.path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file in _written()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}
