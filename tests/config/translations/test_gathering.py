"""What counts as marked, in templates and in code."""

from pathlib import Path

import pytest

from config.translations.gathering import _texts_in


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def texts_in(file: Path, source: str) -> list[tuple[tuple[str, ...], str]]:
    file.write_text(source, encoding="utf-8")
    return [(texts, context) for texts, context, _ in _texts_in(file)]


def test_texts_of_a_template(file: Path) -> None:
    source = """{% load i18n %}
      <h1>{% translate "Sign" %}</h1>
          <p title="{% translate 'May' context 'month' %}">
        {% blocktranslate trimmed with name=person.name %}
          Hello {{ name }},
          welcome.
        {% endblocktranslate %}</p>
      {% blocktranslate count n=total %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}
      {{ day|date:_("j F") }} {% include "x.html" with what=_("all") %}
    """  # noqa: E501 - a template as people write it

    assert texts_in(file, source) == [
        (("Sign",), ""),
        (("May",), "month"),
        (("Hello %(name)s, welcome.",), ""),
        (("%(n)s person", "%(n)s people"), ""),
        (("j F",), ""),
        (("all",), ""),
    ]


def test_texts_of_code(file: Path) -> None:
    source = """
def words(n):
    return [_("One"), ngettext("%(n)s day", "%(n)s days", n), pgettext("verb", "Sign"), _(unknown)]
"""
    assert texts_in(file.with_suffix(".py"), source) == [
        (("One",), ""),
        (("%(n)s day", "%(n)s days"), ""),
        (("Sign",), "verb"),
    ]


def test_a_note_goes_to_the_translator(file: Path) -> None:
    path = file.with_suffix(".py")
    path.write_text("# Translators: a day's name.\ntext = _('Sunday')\n", encoding="utf-8")

    assert [notes for _, _, notes in _texts_in(path)] == [["a day's name."]]
