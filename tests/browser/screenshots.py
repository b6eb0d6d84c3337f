"""`make screenshots`: pictures of every page, on a phone and a desk, in each language.

Run by its name; the tests do not collect it. Pictures go to SCREENSHOTS, by default
`.data/screenshots`, as LANGUAGE/SIZE/NAME.png; a few in the dark. The pages of the desk that the
permission matrix states are pictured by `matrix_screenshots`.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Windows
from tests.browser.looking import open_place
from tests.browser.page_entry import Place
from tests.browser.test_pages import ENTRIES, places
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
__all__ = ["places"]  # the fixture
FOLDER = Path(os.environ.get("SCREENSHOTS") or ".data/screenshots")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
IN_THE_DARK = {"home", "campaign", "petition", "event", "petition-thanks", "check-in"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ENTRIES)
def test_take(windows: Windows, places: dict[str, Place], name: str, language: str) -> None:
    picture(windows.of(places[name].user), places[name], name, language)


def picture(context: BrowserContext, place: Place, name: str, language: str) -> None:
    """Takes the page in each size."""
    page = context.new_page()
    open_place(page, place, language)
    for size_name, size in SIZES.items():
        page.set_viewport_size(size)
        for scheme in ("light", "dark") if name in IN_THE_DARK else ("light",):
            page.emulate_media(color_scheme=scheme)
            end = "-dark" if scheme == "dark" else ""
            page.screenshot(path=FOLDER / language / size_name / f"{name}{end}.png", full_page=True)
    page.close()
