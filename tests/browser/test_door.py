"""The list at the door on a phone: who comes can be read beside what one presses."""

import pytest

from tests.browser.conftest import Windows
from tests.browser.looking import open_place
from tests.browser.page_entry import Place
from tests.scene import Scene

pytestmark = pytest.mark.django_db
# How many lines the name takes of somebody who waits, beside the longest of the buttons.
LINES_OF_NAME = """() => { const name = document.querySelector('li:has(.state-full) .door-name');
    return Math.round(name.offsetHeight / parseFloat(getComputedStyle(name).lineHeight)); }"""


@pytest.fixture(scope="module")
def places(scene: Scene) -> dict[str, Place]:
    return {"door": Place(f"/desk/events/{scene.events['full'].slug}/check-in/", scene.host)}


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_name_of_who_waits_takes_one_line(
    windows: Windows, places: dict[str, Place], width: int, language: str
) -> None:
    page = windows.of(places["door"].user).new_page()
    open_place(page, places["door"], language)
    page.set_viewport_size({"width": width, "height": 844})

    assert page.evaluate(LINES_OF_NAME) == 1
    page.close()
