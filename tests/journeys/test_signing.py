"""A stranger with a phone signs, confirms, sees the count grow, and takes the signature back."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.chromium import PHONE
from tests.journeys.conftest import Someone
from tests.journeys.person import Person
from tests.journeys.running_service import wait_for
from tests.journeys.stage import PARTNER, PETITION, TITLE

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]


SOURCE = f"{PARTNER.slug}/leaflet"


@dataclass(frozen=True)
class Words:
    """What stands on the pages, in one language."""

    sign: str
    thanks: str
    read_mail: str
    confirm: str
    confirmed: str
    own: str
    own_title: str
    take_back: str


ENGLISH = Words(
    sign="Sign",
    thanks="Thank you",
    read_mail="We have sent you an email.",
    confirm="Confirm my signature",
    confirmed="Your signature is confirmed",
    own="See what we hold about you",
    own_title="What we hold about you",
    take_back="Take my signature back",
)
SPANISH = Words(
    sign="Firmar",
    thanks="Gracias",
    read_mail="Te hemos enviado un correo.",
    confirm="Confirmar mi firma",
    confirmed="Tu firma está confirmada",
    own="Mira qué guardamos sobre ti",
    own_title="Qué guardamos sobre ti",
    take_back="Retirar mi firma",
)


@pytest.mark.parametrize("runs_script", [True, False], ids=["script", "no-script"])
def test_a_stranger_signs_and_takes_it_back(someone: Someone, runs_script: bool) -> None:
    email = f"maribel-{runs_script}@guests.example".lower()
    guest = someone(email, viewport=PHONE, java_script_enabled=runs_script)
    guest.open("/")
    guest.follow(TITLE)
    whole_story(guest, ENGLISH)


def test_in_spanish_chosen_on_the_page(someone: Someone) -> None:
    """The letter comes in the language in which one signed, and so do the pages it leads to."""
    guest = someone("maribel-es@guests.example", viewport=PHONE)
    guest.open("/")
    guest.follow("Español")
    guest.follow(TITLE)
    whole_story(guest, SPANISH)
    assert guest.page.locator("html").get_attribute("lang") == "es"


def test_who_came_by_a_link_passes_its_source_on(someone: Someone) -> None:
    guest = someone("maribel-shared@guests.example", viewport=PHONE)
    guest.open(f"/p/{PETITION}/?source={SOURCE}")
    sign(guest, ENGLISH)
    address = guest.main.locator("#share-address").input_value()
    assert urlsplit(address).query == f"source={SOURCE}"
    guest.main.get_by_text("Show it as a code to scan").click()
    expect(guest.main.get_by_role("img", name=address)).to_be_visible()
    for share in guest.main.locator(".share-links a").all():
        assert quote(address, safe="") in str(share.get_attribute("href"))
    confirm_by_mail(guest, ENGLISH)
    guest.follow(ENGLISH.own)
    guest.sees(PARTNER.name)
    guest.press(ENGLISH.take_back)


def whole_story(guest: Person, words: Words) -> None:
    """From the petition's page until it is as if nobody had signed."""
    before = count(guest)
    sign(guest, words)
    confirm_by_mail(guest, words)
    confirmed = guest.page.url
    wait_for(lambda: count_at_petition(guest) == before + 1)
    guest.open(confirmed)
    take_it_back(guest, words)
    wait_for(lambda: count_at_petition(guest) == before)


def sign(guest: Person, words: Words) -> None:
    guest.take_time()
    guest.fill(
        given_name="Maribel",
        family_name="Okonkwo",
        email=guest.email,
        postal_code="94804",
        comment="My sister works there.",
    )
    guest.press(words.sign)
    guest.sees_title(words.thanks)
    guest.sees(words.read_mail)


def confirm_by_mail(guest: Person, words: Words) -> None:
    """The letter is read as it is drawn; its button leads to a page with another."""
    guest.open_letter()
    guest.follow_in_letter(words.confirm)
    guest.sees("Maribel Okonkwo")
    guest.press(words.confirm)
    guest.sees_title(words.confirmed)


def take_it_back(guest: Person, words: Words) -> None:
    guest.follow(words.own)
    guest.sees_title(words.own_title)
    guest.sees("Maribel Okonkwo")
    guest.press(words.take_back)
    guest.sees_not("Maribel")
    expect(guest.main.get_by_role("button", name=words.take_back)).to_have_count(0)


def count(guest: Person) -> int:
    """How many have signed, as the page says."""
    return int(guest.main.locator(".count").inner_text())


def count_at_petition(guest: Person) -> int:
    """The same, of the petition's page as it is now; in the language of the page before."""
    language = guest.page.locator("html").get_attribute("lang")
    guest.open(f"/p/{PETITION}/?lang={language}")
    guest.page.reload()
    return count(guest)
