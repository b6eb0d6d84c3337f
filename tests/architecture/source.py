"""The project's source as the layout tests read it: files, syntax trees, apps."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core", "places", "accounts", "groups", "campaign", "petitions", "events", "pages",
)  # fmt: skip
OUTSIDE = ("config", "tests", "bench")
LAYERS = ("models", "selectors", "services", "api")


@dataclass(frozen=True)
class SourceFile:
    """One Python file; `path` is relative to the project."""

    path: Path

    @property
    def top(self) -> str:
        return self.path.parts[0]

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts and self.path.name != "__init__.py"

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> list[tuple[int, str]]:
        """Line and dotted name of everything that is imported, wherever it stands."""
        found: list[tuple[int, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                prefix = "." * node.level + (node.module or "")
                found += [(node.lineno, f"{prefix}.{alias.name}") for alias in node.names]
        return found


@cache
def _read(top: str) -> list[SourceFile]:
    return [SourceFile(path.relative_to(ROOT)) for path in sorted((ROOT / top).rglob("*.py"))]


def source_files(*tops: str) -> list[SourceFile]:
    """Every Python file under the folders (all of the project's when none is given)."""
    return [file for top in tops or (*APPS, *OUTSIDE) for file in _read(top)]
