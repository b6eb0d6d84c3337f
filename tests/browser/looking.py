"""What is looked at on every page, whoever's it is: readable by everyone, at every size, in both
languages, by keyboard, and from one host alone.

found = look_at(context, place)
assert found == {}
"""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

from tests.browser.page_entry import Place
from tests.chromium import DESKTOP, PHONE

# A page at 200 % zoom is laid out in half of the pixels.
WIDTHS = (320, 640, 1600)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What reaches out, and is not in something that scrolls by itself.
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter(e => { for (let a = e.parentElement; a; a = a.parentElement)
        if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(a).overflowX)) return false;
        return true; })
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
AXE = """(options) => axe.run(document, options).then(found => found.violations.map(rule =>
    `${rule.id}: ${rule.help}: ${rule.nodes[0].html.slice(0, 200)}`
    + ` ${rule.nodes[0].failureSummary.slice(0, 300)}`))"""
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
# An answer that is meant, and the browser's advice on forms that ask for a password alone.
EXPECTED = ("the server responded with a status of 4", "[DOM] Password forms should have")
COLOURS = {"runOnly": ["color-contrast"], **ALL_RULES}
# What other words can change.
OF_WORDS = [
    "target-size", "scrollable-region-focusable", "html-has-lang", "valid-lang", "document-title",
    "empty-heading", "label", "link-name", "button-name",
]  # fmt: skip
IN_WORDS = {"runOnly": OF_WORDS, **ALL_RULES}
# What another width can change: it shows what a phone does not. The rest of the page is the same.
OF_LAYOUT = {
    "runOnly": [
        *OF_WORDS, "color-contrast", "link-in-text-block", "aria-hidden-focus", "bypass", "region",
    ],
    **ALL_RULES,
}  # fmt: skip


def look_at(context: BrowserContext, place: Place) -> dict[str, Any]:
    """All that is wrong with the page, by what was looked at; nothing when all is well.

    What the policy of content forbids is told on the console.
    """
    asked: list[str] = []
    said: list[str] = []
    page = context.new_page()
    page.add_init_script(
        AXE_SCRIPT
    )  # evaluated in a page that stands, it takes a third of a second
    page.set_default_timeout(15_000)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    found: dict[str, Any] = {}

    open_place(page, place, "en")
    host = page.evaluate("location.host")
    if (reached := _reached_by_keyboard(page)) != ("#main", True, "#main"):
        found["keyboard"] = reached
    found["phone"] = _violations(page, ALL_RULES)
    found["too wide"] = _too_wide(page)
    page.set_viewport_size(DESKTOP)
    found["desktop"] = _violations(page, OF_LAYOUT)
    page.emulate_media(color_scheme="dark")
    found["dark"] = _violations(page, COLOURS)
    page.emulate_media(color_scheme="light")

    open_place(page, place, "es")
    if (language := page.evaluate("document.documentElement.lang")) != "es":
        found["language"] = language
    found["phone in Spanish"] = _violations(page, IN_WORDS)
    found["too wide in Spanish"] = _too_wide(page)
    found["elsewhere"] = [url for url in asked if not url.startswith((f"http://{host}/", "data:"))]
    found["console"] = [text for text in said if not any(known in text for known in EXPECTED)]
    page.close()
    return {name: wrong for name, wrong in found.items() if wrong}


def open_place(page: Page, place: Place, language: str) -> None:
    """Goes there on a phone, as somebody whose browser asks for this language."""
    page.set_viewport_size(PHONE)
    page.set_extra_http_headers({"Accept-Language": language})
    answer = page.goto(place.path)
    assert (answer.status if answer else None) == place.status
    # Elsewhere would be the page of signing in.
    assert urlsplit(page.url).path == urlsplit(place.path).path
    if place.act is not None:
        place.act(page)


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
    lines: list[str] = page.evaluate(AXE, options)
    return lines


def _too_wide(page: Page) -> dict[int, Any]:
    """What reaches out of the window, by its width."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(OVERFLOW) > 0:
            found[width] = page.evaluate(TOO_WIDE)
    return found
