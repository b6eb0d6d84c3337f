"""A passkey in a real browser, with a virtual authenticator: set up, and then signed in with."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage
from pytest_django.live_server_helper import LiveServer

from tests.scene import Scene

pytestmark = [pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


def test_a_passkey_is_set_up_and_signs_in(
    browser: Browser, live_site: LiveServer, scene: Scene
) -> None:
    scene.host.set_password(PASSWORD)  # with the quick hasher of tests
    scene.host.save(update_fields=["password"])
    said: list[ConsoleMessage] = []
    context = browser.new_context(base_url=live_site.url)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda message: said.append(message))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto("/accounts/login/?next=/desk/second-factor/")
    page.get_by_label("Email").fill(scene.host.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.locator("#id_passwordless").check()
    page.get_by_role("button", name="Set up the passkey").click()
    page.wait_for_url("**/2fa/recovery-codes/**")
    page.get_by_role("link", name="I have them: on to the desk").click()
    page.get_by_role("heading", name="Today", level=1).wait_for()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/desk/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Today", level=1).wait_for()
    assert [message.text for message in said if message.type == "error"] == []
    context.close()
