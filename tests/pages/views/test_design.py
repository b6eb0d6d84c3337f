"""The page of components: in development only, and everything on it is in the stylesheet."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.test import Client

from pages.views.design import COMPONENTS

pytestmark = pytest.mark.django_db


def test_is_for_development_only(settings: LazySettings) -> None:
    settings.DEBUG = False

    assert Client().get("/desk/design/").status_code == 404


def test_shows_each_component_with_its_markup(settings: LazySettings) -> None:
    settings.DEBUG = True
    page = Client().get("/desk/design/").content.decode()

    shown = re.findall(r'<h2 id="component-(\w+)">', page)
    assert shown == list(COMPONENTS)
    assert "&lt;button" in page


def test_each_token_is_one_of_the_stylesheet(settings: LazySettings) -> None:
    settings.DEBUG = True
    page = Client().get("/desk/design/").content.decode()
    sheet = Path(str(finders.find("pages/muster.css"))).read_text()

    named = re.findall(r">--([\w-]+)</li>", page)
    assert [name for name in named if f"--{name}:" not in sheet] == []
