"""A browser for the tests of this folder, and a running site with a scene in it.

The site lives as long as the tests of a module, which are marked `django_db`: what the scene
committed is gone before any test with another idea of the database. A test gets `visit`, which
opens a page of the table as somebody.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings, settings
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from core.vault import forget_cached_keys
from tests import chromium
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.page_entry import PageEntry
from tests.browser.public_pages import PUBLIC_PAGES
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
    """What there is to see."""
    forget_cached_keys()
    return build_scene()


@pytest.fixture(scope="module")
def sessions(scene: Scene) -> dict[int, str]:
    """The session cookie of everybody who is signed in on a page of the table, by user.

    Made before any test's transaction, which the site would not see into.
    """
    found: dict[int, str] = {}
    for entry in (*PUBLIC_PAGES, *DESK_PAGES):
        if entry.signed_in is not None and (user := entry.signed_in(scene)).pk not in found:
            client = Client()
            client.force_login(user)
            found[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


Visit = Callable[..., Page]


@pytest.fixture
def visit(
    browser: Browser,
    live_site: LiveServer,
    scene: Scene,
    sessions: dict[int, str],
    settings: LazySettings,
) -> Iterator[Visit]:
    """Opens an entry of the table, in a browser of this language; the page, ready to be looked at.

    Takes what a context of Playwright takes, such as `viewport` and `color_scheme`, and listeners:
    `on_request`, `on_console`.
    """
    settings.SIGN_LIMITS = False
    with ExitStack() as stack:

        def open_page(
            entry: PageEntry,
            language: str = "en",
            *,
            on_request: Callable[[Request], Any] = lambda request: None,
            on_console: Callable[[ConsoleMessage], Any] = lambda message: None,
            **options: Any,
        ) -> Page:
            context = browser.new_context(
                base_url=live_site.url, locale=f"{language}-US", **options
            )
            stack.callback(context.close)
            if entry.signed_in is not None:
                cookie = sessions[entry.signed_in(scene).pk]
                _sign_in(context, live_site.url, cookie)
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.on("request", on_request)
            page.on("console", on_console)
            path = entry.path(scene)
            answer = page.goto(path)
            assert (answer.status if answer else None) == entry.status
            # Elsewhere would be the page of signing in.
            assert urlsplit(page.url).path == urlsplit(path).path
            if entry.act is not None:
                entry.act(page)
            return page

        yield open_page


def _sign_in(context: BrowserContext, url: str, cookie: str) -> None:
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
