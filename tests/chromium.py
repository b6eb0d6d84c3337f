"""A real browser. A folder whose tests need one takes the fixture into its conftest:

browser = chromium.browser
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, ViewportSize, sync_playwright

# Playwright keeps an event loop in this thread, in which Django would refuse to ask its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "No browser was found for the tests in tests/browser and tests/journeys. Install Chromium (on"
    " Debian: apt-get install chromium fonts-noto-core), or set CHROMIUM to the path of one, or let"
    " Playwright fetch its own: .venv/bin/playwright install chromium"
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def _chromium(playwright: Playwright) -> str:
    """The path of a Chromium: CHROMIUM, one on PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM", "")
    on_path = (shutil.which(name) for name in NAMES)
    found = named or next((path for path in on_path if path), playwright.chromium.executable_path)
    if not Path(found).is_file():
        pytest.fail(NONE_FOUND, pytrace=False)
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a folder. Without one the tests fail, and say what to do."""
    with sync_playwright() as playwright:
        path = _chromium(playwright)
        # A container's root cannot make a sandbox; what is opened is our own site.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
