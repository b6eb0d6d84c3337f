"""Every page of the scene's table, in a real browser (`looking` says what is looked at).

To look at a page, add a line to `public_pages`, `account_pages` or `desk_pages`.
"""

import pytest

from tests.browser.account_pages import ACCOUNT_PAGES
from tests.browser.conftest import Windows
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.looking import look_at
from tests.browser.page_entry import Place
from tests.browser.public_pages import PUBLIC_PAGES
from tests.scene import Scene

pytestmark = pytest.mark.django_db
ENTRIES = {entry.name: entry for entry in (*PUBLIC_PAGES, *ACCOUNT_PAGES, *DESK_PAGES)}


@pytest.fixture(scope="module")
def places(scene: Scene) -> dict[str, Place]:
    return {name: entry.place(scene) for name, entry in ENTRIES.items()}


@pytest.mark.parametrize("name", ENTRIES)
def test_page(windows: Windows, places: dict[str, Place], name: str) -> None:
    assert look_at(windows.of(places[name].user), places[name]) == {}
