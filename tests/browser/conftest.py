"""A browser for the tests of this folder, and a running site with something in it to look at.

The site lives as long as the tests of a module, which are marked `django_db`: what was committed
is gone before any test with another idea of the database. What is looked at is made before any
test's transaction, which the site would not see into.
"""

from collections.abc import Iterable, Iterator
from unittest.mock import patch

import pytest
from django.conf import LazySettings, settings
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core.vault import forget_cached_keys
from tests import chromium
from tests.browser.page_entry import Place
from tests.kept_database import kept_database
from tests.scene import Scene, build_scene

browser = chromium.browser


@pytest.fixture(scope="module")
def live_site(
    browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveServer]:
    """The site, served over the test database for as long as the module's tests run."""
    # The server's threads would keep their connections, and with them the database.
    database = connections.settings["default"]
    with (
        kept_database(django_db_blocker),
        override_settings(SIGN_LIMITS=False),
        patch.dict(database, {"CONN_MAX_AGE": 0}),
    ):
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            yield server
        server.stop()


@pytest.fixture(scope="module")
def scene(live_site: LiveServer) -> Scene:
    """What there is to see for everyone."""
    forget_cached_keys()
    return build_scene()


class Windows:
    """A window of the browser for each who looks: nobody, or somebody who is signed in."""

    def __init__(self, browser: Browser, url: str, users: Iterable[User | None]) -> None:
        self._by_user = {user: browser.new_context(base_url=url) for user in {None, *users}}
        for user, context in self._by_user.items():
            if user is not None:
                _sign_in(context, url, user)

    def of(self, user: User | None) -> BrowserContext:
        """The person's own, with a session, and with what the site set there before."""
        return self._by_user[user]

    def close(self) -> None:
        """Closes every window."""
        for context in self._by_user.values():
            context.close()


@pytest.fixture(scope="module")
def open_windows(
    browser: Browser, live_site: LiveServer, places: dict[str, Place]
) -> Iterator[Windows]:
    """For all who are signed in at the places of the module, which has a fixture of that name."""
    windows = Windows(browser, live_site.url, [place.user for place in places.values()])
    yield windows
    windows.close()


@pytest.fixture
def windows(open_windows: Windows, settings: LazySettings) -> Windows:
    """The windows of the module's people, in which nobody signs too often."""
    settings.SIGN_LIMITS = False
    return open_windows


def _sign_in(context: BrowserContext, url: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
