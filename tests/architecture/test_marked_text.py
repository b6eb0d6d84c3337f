"""No template holds text outside of marks for translation, nor a style or script of its own."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.source import APPS, ROOT

# Samples for those who build pages, in development only.
ENGLISH_ONLY = ("pages/templates/pages/design",)
NAMES = ("Muster",)
READ = re.compile(r"\b(?:alt|title|aria-label|placeholder|label)=\"([^\"]*)\"", re.IGNORECASE)
SILENT = re.compile(r"<(style|script|mj-style|pre)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")
HOLE = "\x00"
OPENING = frozenset({"block", "blocktranslate", "blocktrans", "comment"})


def _templates() -> list[Path]:
    files = [path for app in APPS for path in sorted((ROOT / app).glob("templates/**/*.*"))]
    shown = [path.relative_to(ROOT) for path in files if path.suffix in {".html", ".txt", ".mjml"}]
    return [path for path in shown if not str(path).startswith(ENGLISH_ONLY)]


def literal_words(source: str) -> list[str]:
    """Words that a person would read and no translator would."""
    text = ""
    open_blocks: list[bool] = []  # whether each is one whose text people do not read as it is
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, *rest = token.contents.split()
            if name in OPENING:
                open_blocks.append(name != "block" or rest[0].endswith("_class"))
            elif name.startswith("end") and name.removeprefix("end") in OPENING:
                open_blocks.pop()
        is_shown = token.token_type == TokenType.TEXT and not any(open_blocks)
        text += token.contents if is_shown else HOLE
    text = SILENT.sub(" ", text)
    said = [TAG.sub(" ", text), *READ.findall(text)]
    return [word for part in said for word in WORD.findall(part) if word not in NAMES]


@pytest.mark.parametrize("path", _templates(), ids=str)
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    assert literal_words((ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", _templates(), ids=str)
def test_a_template_has_no_style_and_no_script_of_its_own(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    found = [] if path.suffix == ".mjml" else re.findall(r"<style|\sstyle=|\son[a-z]+=\"", source)
    assert found == []


def test_literal_text_is_seen() -> None:
    source = '<p title="Hover {{ x }}">{% translate "Hello" %} world {% if a %}there{% endif %}</p>'
    assert literal_words(source) == ["world", "there", "Hover"]
    assert literal_words("{% blocktranslate %}Hello{% endblocktranslate %} – Muster") == []
