"""`make screenshots`: pictures of every page of the table, on a phone and a desk, in each language.

Run by its name; the tests do not collect it. Pictures go to SCREENSHOTS, by default
`.data/screenshots`, as LANGUAGE/SIZE/NAME.png; a few in the dark.
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.page_entry import PageEntry
from tests.browser.test_pages import ENTRIES
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
FOLDER = Path(os.environ.get("SCREENSHOTS") or ".data/screenshots")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
IN_THE_DARK = {"home", "campaign", "petition", "event", "petition-thanks", "check-in"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_take(visit: Visit, entry: PageEntry, language: str) -> None:
    page = visit(entry, language)
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        for scheme in ("light", "dark") if entry.name in IN_THE_DARK else ("light",):
            page.emulate_media(color_scheme=scheme)
            end = "-dark" if scheme == "dark" else ""
            page.screenshot(
                path=FOLDER / language / name / f"{entry.name}{end}.png", full_page=True
            )
