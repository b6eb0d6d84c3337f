"""Every page of the table, in a real browser: readable by everyone, at every size, from one host.

What is looked at is data: add a line to `public_pages` or `desk_pages`, and all of this holds for
it.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.page_entry import PageEntry
from tests.browser.public_pages import PUBLIC_PAGES
from tests.chromium import DESKTOP, PHONE

pytestmark = pytest.mark.django_db
ENTRIES = (*PUBLIC_PAGES, *DESK_PAGES)
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
ALL_RULES = {"resultTypes": ["violations"]}
# A page at 200 % zoom is laid out in half of the pixels.
WIDTHS = (320, 640, 1600)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_axe_finds_nothing(visit: Visit, entry: PageEntry) -> None:
    page = visit(entry, "en", viewport=PHONE)
    found = _violations(page, ALL_RULES)
    page.set_viewport_size(DESKTOP)
    found += _violations(page, ALL_RULES)
    page.emulate_media(color_scheme="dark")
    found += _violations(page, COLOURS)

    assert found == []


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_spanish_is_as_good(visit: Visit, entry: PageEntry) -> None:
    """Longer words, the same colours."""
    page = visit(entry, "es", viewport=PHONE)

    assert page.evaluate("document.documentElement.lang") == "es"
    assert _violations(page, ALL_RULES) == []
    assert _too_wide(page) == {}


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_fits_every_window_by_keyboard_and_from_one_host(visit: Visit, entry: PageEntry) -> None:
    """What the policy of content forbids is told on the console."""
    asked: list[str] = []
    said: list[str] = []
    page = visit(
        entry,
        viewport=PHONE,
        on_request=lambda request: asked.append(request.url),
        on_console=lambda message: said.append(message.text),
    )
    host = page.evaluate("location.host")

    assert _reached_by_keyboard(page) == ("#main", True, "#main")
    assert _too_wide(page) == {}
    assert [url for url in asked if not url.startswith((f"http://{host}/", "data:"))] == []
    assert [text for text in said if "the server responded with a status of 4" not in text] == []


def _reached_by_keyboard(page: Page) -> tuple[str, bool, str]:
    """Where the first link leads, whether it is seen then, and where one is after it."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    is_seen = page.evaluate(
        "document.activeElement.getBoundingClientRect().left >= 0"
        " && document.activeElement.offsetHeight > 10"
    )
    page.keyboard.press("Enter")
    return first, is_seen, page.evaluate("location.hash")


def _violations(page: Page, options: dict[str, Any]) -> list[str]:
    """A line for each rule that is broken, with the first element that breaks it."""
    answer = Axe().run(page, options=options).response
    return [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        f" {rule['nodes'][0]['failureSummary'][:300]}"
        for rule in answer["violations"]
    ]


def _too_wide(page: Page) -> dict[int, Any]:
    """What reaches out of the window, by its width."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(OVERFLOW) > 0:
            found[width] = page.evaluate(TOO_WIDE)
    return found
