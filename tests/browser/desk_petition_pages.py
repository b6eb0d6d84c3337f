"""The pages of petitions at the desk."""

from playwright.sync_api import Page

from tests.browser.page_entry import PageEntry

_RIVER = "/desk/petitions/river/"


def _preview(page: Page) -> None:
    """Sends the form of a new petition half filled in: the preview comes, with what was typed."""
    page.locator("#f-title").fill("Keep it ours")
    page.locator("button[name=preview]").click()
    page.wait_for_load_state()


DESK_PETITION_PAGES = (
    PageEntry("desk-petitions", lambda s: "/desk/petitions/", signed_in=lambda s: s.host),
    PageEntry("desk-petition", lambda s: _RIVER, signed_in=lambda s: s.host),
    PageEntry("desk-petition-share", lambda s: _RIVER + "share/", signed_in=lambda s: s.host),
    PageEntry("desk-petition-edit", lambda s: _RIVER + "edit/", signed_in=lambda s: s.host),
    PageEntry("desk-petition-close", lambda s: _RIVER + "close/", signed_in=lambda s: s.host),
    PageEntry(
        "desk-petition-new",
        lambda s: "/desk/petitions/new/",
        signed_in=lambda s: s.host,
        act=_preview,
    ),
    PageEntry("desk-imports", lambda s: _RIVER + "imports/", signed_in=lambda s: s.steward),
    PageEntry("desk-bundles", lambda s: _RIVER + "bundles/", signed_in=lambda s: s.host),
)
