"""Without a browser the tests fail, and say what to install."""

from typing import cast

import pytest
from playwright.sync_api import Playwright

from tests.chromium import NONE_FOUND, _chromium


class NoBrowser:
    """What Playwright says where it fetched none."""

    class chromium:  # noqa: N801 - as Playwright names it
        executable_path = "/nowhere/chrome"


def found(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    monkeypatch.delenv("CHROMIUM", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    playwright = cast(Playwright, NoBrowser())
    return _chromium(playwright)


def test_one_that_is_named_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, CHROMIUM="/bin/sh") == "/bin/sh"


def test_none_is_a_failure_with_a_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.fail.Exception) as failure:
        found(monkeypatch, PATH="/nowhere")

    assert str(failure.value) == NONE_FOUND
    assert "apt-get install chromium" in NONE_FOUND
