"""Every page of the desk that the permission matrix states, in a real browser."""

import pytest
from pytest_django.live_server_helper import LiveServer

from core.vault import forget_cached_keys
from tests.browser.conftest import Windows
from tests.browser.looking import look_at
from tests.browser.matrix_pages import MATRIX_PAGES
from tests.browser.page_entry import Place
from tests.permission_scenes import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def places(live_site: LiveServer) -> dict[str, Place]:
    """Each with an object made for it."""
    forget_cached_keys()
    world = build_world()
    return {name: page.place(world) for name, page in MATRIX_PAGES.items()}


@pytest.mark.parametrize("name", MATRIX_PAGES)
def test_page(windows: Windows, places: dict[str, Place], name: str) -> None:
    assert look_at(windows.of(places[name].user), places[name]) == {}
