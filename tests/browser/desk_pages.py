"""The pages of the desk and of signed-in people's accounts."""

from tests.browser.page_entry import PageEntry

DESK_PAGES = (
    PageEntry(
        "check-in",
        lambda scene: f"/desk/events/{scene.events['open'].slug}/check-in/",
        signed_in=lambda scene: scene.host,
    ),
)
