"""The same noun names the file in every layer of an app, and no file is a drawer for anything."""

import ast
import re

from tests.architecture.source import APPS, ROOT, SourceFile, source_files

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "base"}
# Words of a layer that are no noun of a model, each with its reason.
OTHER_WORDS = {
    "petitions/selectors/breakdown": "counts cut by source, place and day",
    "petitions/selectors/overlap": "who signed through two sources: counts of receipts",
    "petitions/selectors/truth": "the counts recounted from the rows, for the audit",
    "petitions/selectors/mailbox": "where mail of a signature goes",
    "petitions/selectors/sign_target": "what the sign path needs of a petition, in one query",
    "petitions/services/decision": "what evidence does to a signature: the pure transition",
    "petitions/services/sign_statement": "the one SQL statement of the sign path",
}
# What people of the field call a noun whose whole name would be long in a compound.
SHORT = {"petitions": {"import", "counts"}}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _nouns(app: str) -> set[str]:
    """Names of the app's model files and of the classes in them."""
    files = source_files(f"{app}/models")
    classes = {
        _snake(node.name)
        for file in files
        for node in file.tree.body
        if isinstance(node, ast.ClassDef)
    }
    return {file.path.stem for file in files} | classes | SHORT.get(app, set())


def _is_named(file: SourceFile, nouns: set[str]) -> bool:
    """`tally`, or a part or kind of it such as `message_delivery` or `visible_tally`."""
    stem = file.path.stem
    named = any(f"_{noun}_" in f"_{stem}_" for noun in nouns)
    return named or stem in {"__init__", "urls"} or str(file.path.with_suffix("")) in OTHER_WORDS


def test_selectors_services_and_api_are_named_by_nouns() -> None:
    lower: set[str] = set()
    strange: list[str] = []
    for app in APPS:
        lower |= _nouns(app)
        for layer in ("selectors", "services", "api"):
            files = source_files(f"{app}/{layer}") if app != "core" or layer != "api" else []
            strange += [str(file.path) for file in files if not _is_named(file, lower)]
    assert strange == []


def test_each_other_word_is_in_use() -> None:
    assert [word for word in OTHER_WORDS if not (ROOT / f"{word}.py").exists()] == []


def test_no_file_is_a_drawer() -> None:
    assert [str(file.path) for file in source_files() if file.path.stem in DRAWERS] == []
