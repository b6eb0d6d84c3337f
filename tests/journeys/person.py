"""Somebody with a browser and a mailbox: does what people do, by the words that they see.

What went wrong on the way is kept in `troubles`: what the console said, what could not be loaded,
what was asked of another host, and answers of 400 and more.
"""

import time
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Request, Response, expect

from tests.chromium import DESKTOP
from tests.journeys.letters import Letter, Mailbox
from tests.journeys.running_service import RunningService, wait_for

PATIENCE_MS = 30_000
# A form that comes back sooner than anyone can read it is taken for a machine's.
READING_SECONDS = 3.2
LEFT_BEHIND = "net::ERR_ABORTED"  # of a download, and of a question whose page was left


class Person:
    """With a browser of their own; `email` is where their letters come."""

    def __init__(
        self, browser: Browser, service: RunningService, email: str = "", **options: Any
    ) -> None:
        self.troubles: list[str] = []
        self.mailbox = Mailbox(service, email)
        self.email = email
        self._base = service.public_url
        options = {"viewport": DESKTOP, "locale": "en-US", **options}
        self.context = browser.new_context(base_url=self._base, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("page", self._watch)
        self.page = self.context.new_page()
        self._opened_at = 0.0

    def open(self, address: str) -> None:
        """Types an address; within the service, its path."""
        self.page.goto(address)
        self._opened_at = time.monotonic()

    def follow(self, words: str) -> None:
        """Clicks a link."""
        self._link(words).click()
        self.page.wait_for_load_state()
        self._opened_at = time.monotonic()

    def press(self, words: str) -> None:
        """Presses a button."""
        self.main.get_by_role("button", name=words, exact=True).click()
        self.page.wait_for_load_state()

    def fill(self, **fields: str) -> None:
        """Writes into inputs by their names; chooses where there is a choice."""
        for name, value in fields.items():
            field = self.main.locator(f"[name='{name}']:not([type=hidden])")
            kind = field.first.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                self.main.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)

    def take_time(self) -> None:
        """Looks at the page for as long as anyone needs to read it."""
        left = self._opened_at + READING_SECONDS - time.monotonic()
        self.page.wait_for_timeout(max(left, 0) * 1000)

    def sign_in(self, password: str) -> None:
        """At the desk."""
        self.open("/desk/")
        self.fill(login=self.email, password=password)
        self.press("Sign in")
        self.sees_title("Today")

    def open_letter(self) -> Letter:
        """Reads the next letter as it is drawn, in a window of its own."""
        letter = self.mailbox.next()
        self._turn_to(self.context.new_page())
        self.page.set_content(letter.html)
        return letter

    def follow_in_letter(self, words: str) -> None:
        """Follows a link of the letter, in the window that a mail program opens for it."""
        address = self._link(words).get_attribute("href")
        assert address is not None
        self._turn_to(self.context.new_page())
        self.open(address)

    def sees_title(self, words: str) -> None:
        expect(self.page.locator("h1"), self.told()).to_have_text(words, timeout=PATIENCE_MS)

    def sees(self, words: str) -> None:
        expect(self.main, self.told()).to_contain_text(words, timeout=PATIENCE_MS)

    def sees_not(self, words: str) -> None:
        expect(self.main, self.told()).not_to_contain_text(words, timeout=PATIENCE_MS)

    def waits_to_see(self, words: str) -> None:
        """Loads the page again and again until it says so."""
        wait_for(partial(self._sees_anew, words))

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def told(self) -> str:
        """Where one is, for whoever reads the failure."""
        seen = [trouble[:200] for trouble in self.troubles[:5]]
        return f"{self.email or 'somebody'} at {self.page.url}; {seen}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.context.close()
        if error is None:
            assert self.troubles == []

    def _turn_to(self, page: Page) -> None:
        self.page.close()
        self.page = page

    def _watch(self, page: Page) -> None:
        page.on("console", lambda message: self._note(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("requestfailed", self._note_failure)
        page.on("request", self._note_elsewhere)
        page.on("response", self._note_refusal)

    def _link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=words).first

    def _sees_anew(self, words: str) -> bool:
        if words in self.main.inner_text():
            return True
        self.page.reload()
        return False

    def _note(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def _note_failure(self, request: Request) -> None:
        if request.failure != LEFT_BEHIND:
            self._note(f"{request.method} {request.url}: {request.failure}")

    def _note_elsewhere(self, request: Request) -> None:
        if not request.url.startswith((f"{self._base}/", "data:", "about:")):
            self._note(f"asked elsewhere: {request.url}")

    def _note_refusal(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} {response.url}")
