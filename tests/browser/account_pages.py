"""The pages of a signed-in person's account."""

from playwright.sync_api import Page

from tests.browser.page_entry import PageEntry

_ASKED_AGAIN = "/accounts/reauthenticate/?next=/accounts/2fa/"


def _enter_password(page: Page) -> None:
    """Goes on to the page that asks for the password first."""
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def _entry(name: str, path: str) -> PageEntry:
    return PageEntry(name, lambda scene: path, signed_in=lambda scene: scene.host)


def _entry_behind_password(name: str, path: str) -> PageEntry:
    return PageEntry(
        name,
        lambda scene: _ASKED_AGAIN + path,
        signed_in=lambda scene: scene.host,
        act=_enter_password,
    )


ACCOUNT_PAGES = (
    _entry("account-factors", "/accounts/2fa/"),
    _entry("account-password", "/accounts/password/change/"),
    _entry("account-sessions", "/accounts/sessions/"),
    _entry("account-sign-out", "/accounts/logout/"),
    _entry("account-again", _ASKED_AGAIN),
    _entry_behind_password("account-code", "totp/activate/"),
    _entry_behind_password("account-passkeys", "webauthn/"),
    _entry_behind_password("account-passkey-new", "webauthn/add/"),
)
