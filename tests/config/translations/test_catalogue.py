"""The catalogues: gathered from marked text, complete, and as committed."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from babel.messages.catalog import Catalog
from django.conf import LazySettings
from django.core.management import call_command

from config.translations import catalogue
from config.translations.gathering import gathered
from core.commands import Unsuccessful


@pytest.fixture(autouse=True, scope="module")
def _read_once() -> Iterator[None]:
    """No test changes the code and the templates, of which reading takes seconds."""
    read = cache(gathered)
    with patch.object(catalogue, "gathered", lambda language: deepcopy(read(language))):
        yield


def test_every_marked_text_is_translated_and_committed() -> None:
    """When this fails: `manage.py translations`, translate, run it again (docs/translation.md)."""
    said = StringIO()
    try:
        call_command("translations", check=True, stdout=said)
    except Unsuccessful:
        pytest.fail(said.getvalue())


def test_texts_are_gathered_from_code_and_from_templates() -> None:
    places = {place for message in gathered("es") for place, _ in message.locations}

    assert {Path(place).suffix for place in places} >= {".html", ".py"}
    assert [place for place in places if place.startswith((".", "tests", "/"))] == []


@pytest.fixture
def elsewhere(settings: LazySettings, tmp_path: Path) -> Path:
    """The catalogues, in a folder of the test's own."""
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path


def checked() -> list[str]:
    """What `--check` finds."""
    said = StringIO()
    try:
        call_command("translations", check=True, json=True, stdout=said)
    except Unsuccessful:
        problems: list[str] = json.loads(said.getvalue())["problems"]
        return problems
    return []


def translated(**changes: Any) -> Catalog:
    """Everything translated by itself, but for the changes."""
    catalog = catalogue.up_to_date("es")
    for message in catalog:
        if message.id:
            message.string = message.id
    for text, string in changes.items():
        catalog[text].string = string
    return catalog


def test_a_complete_catalogue_passes(elsewhere: Path) -> None:
    catalogue.write("es", translated())

    assert checked() == []


def test_without_a_translation_it_fails(elsewhere: Path) -> None:
    catalogue.write("es", translated(Account=""))

    assert checked() == ["es: not translated: 'Account'"]


def test_a_doubtful_translation_fails(elsewhere: Path) -> None:
    catalog = translated()
    catalog["Account"].flags.add("fuzzy")
    catalogue.write("es", catalog)

    assert "es: fuzzy: 'Account'" in checked()


def test_a_text_that_is_gone_makes_it_stale(elsewhere: Path) -> None:
    catalog = translated()
    catalog.add("Nobody says this any more", "Ya nadie lo dice")
    catalogue.write("es", catalog)

    stale = "is stale: run `manage.py translations`"
    assert checked() == [f"es: django.po {stale}", f"es: django.mo {stale}"]


def test_gathering_keeps_what_is_translated(elsewhere: Path) -> None:
    catalogue.write("es", translated(Account="Cuenta"))
    call_command("translations", stdout=StringIO())

    assert catalogue.up_to_date("es")["Account"].string == "Cuenta"
    assert checked() == []
