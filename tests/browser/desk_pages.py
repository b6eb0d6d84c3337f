"""The pages of the desk and of signed-in people's accounts."""

from tests.browser.desk_petition_pages import DESK_PETITION_PAGES
from tests.browser.page_entry import PageEntry

DESK_PAGES = (
    PageEntry(
        "check-in",
        lambda scene: f"/desk/events/{scene.events['open'].slug}/check-in/",
        signed_in=lambda scene: scene.host,
    ),
    *DESK_PETITION_PAGES,
)
