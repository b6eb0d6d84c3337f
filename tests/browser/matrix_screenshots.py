"""`make screenshots`, for the pages of the desk that the permission matrix states."""

import pytest

from tests.browser.conftest import Windows
from tests.browser.matrix_pages import MATRIX_PAGES
from tests.browser.page_entry import Place
from tests.browser.screenshots import picture
from tests.browser.test_matrix_pages import places

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
__all__ = ["places"]  # the fixture


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", MATRIX_PAGES)
def test_take(windows: Windows, places: dict[str, Place], name: str, language: str) -> None:
    picture(windows.of(places[name].user), places[name], name, language)
