"""The pages that everyone may see, and people's own."""

from playwright.sync_api import Page

from tests.browser.page_entry import PageEntry


def _press(page: Page) -> None:
    """Sends the form as it is: the page comes back with what is wrong."""
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def _sign_in_wrongly(page: Page) -> None:
    page.locator("input[name=login]").fill("nobody@example.org")
    page.locator("input[name=password]").fill("not it")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


PUBLIC_PAGES = (
    PageEntry("home", lambda scene: "/"),
    PageEntry("campaign", lambda scene: "/c/river/"),
    PageEntry("petition", lambda scene: "/p/river/"),
    PageEntry("petition-source", lambda scene: "/p/river/?source=valle-unido/leaflet"),
    PageEntry("petition-errors", lambda scene: "/p/river/", act=_press),
    PageEntry("petition-closed", lambda scene: "/p/closed-letter/"),
    PageEntry("petition-thanks", lambda scene: "/p/river/thanks/"),
    PageEntry("petition-thanks-unasked", lambda scene: "/p/letter/thanks/"),
    PageEntry("embed", lambda scene: "/embed/p/river/?source=valle-unido/website"),
    PageEntry("embed-errors", lambda scene: "/embed/p/river/", act=_press),
    PageEntry("embed-thanks", lambda scene: "/embed/p/river/thanks/?source=valle-unido"),
    PageEntry("privacy", lambda scene: "/privacy/"),
    PageEntry(
        "petition-thanks-near",
        lambda scene: f"/p/river/thanks/?source=valle-unido&next={scene.events['open'].slug}",
    ),
    PageEntry(
        "event-thanks-answered",
        lambda scene: f"/e/{scene.events['open'].slug}/thanks/?answered=1",
    ),
    PageEntry("action", lambda scene: "/a/river-day/"),
    PageEntry("action-near", lambda scene: "/a/river-day/?zip=98101"),
    PageEntry("action-unknown-zip", lambda scene: "/a/river-day/?zip=1", status=400),
    PageEntry("event", lambda scene: f"/e/{scene.events['open'].slug}/"),
    PageEntry("event-errors", lambda scene: f"/e/{scene.events['open'].slug}/", act=_press),
    PageEntry("event-full", lambda scene: f"/e/{scene.events['full'].slug}/"),
    PageEntry("event-cancelled", lambda scene: f"/e/{scene.events['cancelled'].slug}/"),
    PageEntry("event-past", lambda scene: f"/e/{scene.events['past'].slug}/"),
    PageEntry("event-begun", lambda scene: f"/e/{scene.events['begun'].slug}/"),
    PageEntry("event-private", lambda scene: f"/e/{scene.events['private'].slug}/"),
    PageEntry("event-thanks", lambda scene: f"/e/{scene.events['private'].slug}/thanks/"),
    PageEntry("confirm", lambda scene: scene.confirm_path("waits")),
    PageEntry("confirmed", lambda scene: scene.confirm_path("counts")),
    PageEntry("not-me", lambda scene: scene.disown_path("waits")),
    PageEntry("own-data", lambda scene: scene.own_data_path("counts")),
    PageEntry("own-data-left", lambda scene: scene.own_data_path("left")),
    PageEntry("own-erase", lambda scene: scene.own_data_path("counts") + "erase/"),
    PageEntry("own-membership", lambda scene: scene.member_path()),
    PageEntry("own-membership-stop", lambda scene: scene.member_path("stop/")),
    PageEntry("own-rsvp", lambda scene: scene.rsvp_path("going")),
    PageEntry("own-rsvp-unconfirmed", lambda scene: scene.rsvp_path("unconfirmed")),
    PageEntry("own-rsvp-confirmed", lambda scene: scene.rsvp_path("confirmed")),
    PageEntry("own-rsvp-waiting", lambda scene: scene.rsvp_path("waiting")),
    PageEntry("own-rsvp-left", lambda scene: scene.rsvp_path("left")),
    PageEntry("own-rsvp-cancel", lambda scene: scene.rsvp_path("going", "cancel/")),
    PageEntry("own-rsvp-stop", lambda scene: scene.rsvp_path("going", "stop/")),
    PageEntry("own-rsvp-not-me", lambda scene: scene.rsvp_path("going", "not-me/")),
    PageEntry("link-no-longer-valid", lambda scene: f"/me/{'A' * 52}/"),
    PageEntry("not-found", lambda scene: "/p/nothing/", status=404),
    PageEntry("unknown-address", lambda scene: "/nothing/at/all/", status=404),
    PageEntry("problem", lambda scene: "/problems/not_found/"),
    PageEntry("sign-in", lambda scene: "/accounts/login/"),
    PageEntry("sign-in-errors", lambda scene: "/accounts/login/", act=_sign_in_wrongly),
    PageEntry("password-reset", lambda scene: "/accounts/password/reset/"),
    PageEntry("password-reset-sent", lambda scene: "/accounts/password/reset/done/"),
)
