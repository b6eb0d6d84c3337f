"""What the links in mails lead to: shown on GET, done on POST, quiet when no longer valid."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import ANYONE
from core.links import issue
from core.models import Message
from core.outbox import Mail, composer
from groups.identity import DEFAULT_RULES
from petitions.links import CONFIRM
from petitions.models import Petition, Signature
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form
from tests.pages.words import is_quiet
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
ANA = {
    "given_name": "Ana",
    "family_name": "Castillo",
    "email": "ana@example.org",
    "comment": "For my neighbours <3",
}


@pytest.fixture
def petition() -> Petition:
    return open_petition_of(coalition_of(2))


@pytest.fixture
def row(petition: Petition) -> Signature:
    form = read_sign_form(ANA, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE)
    return Signature.objects.get()


def mail_of(row: Signature) -> Mail:
    message = Message.objects.filter(about=row.pk).latest("created_at")
    mail = composer(message.kind)(message)
    assert mail is not None
    return mail


def links_in(mail: Mail) -> dict[str, str]:
    """The paths in the mail, by what they are for; the HTML part has the same."""
    paths = dict(re.findall(r"http://localhost:\d+(?=/)/(s|me|not-me)(/[\w-]{52}/)", mail.text))
    assert [path for path in paths.values() if path not in mail.html] == []
    return {name: f"/{name}{path}" for name, path in paths.items()}


def state_of(row: Signature) -> str:
    return Signature.objects.get(pk=row.pk).state


def test_confirms_on_post_only_and_again_without_harm(row: Signature) -> None:
    link = links_in(mail_of(row))["s"]

    shown = Client().get(link)
    assert (shown.status_code, state_of(row)) == (200, "unconfirmed")
    assert b"Ana Castillo" in shown.content
    assert b"For my neighbours &lt;3" in shown.content
    answers = [Client().post(link), Client().post(link), Client().get(link)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [b"Your signature is confirmed" in answer.content for answer in answers] == [True] * 3
    assert state_of(row) == "confirmed"


def test_withdraws_and_the_old_link_is_quiet(row: Signature) -> None:
    links = links_in(mail_of(row))
    Client().post(links["s"])

    answer = Client().post(links["me"], {"action": "withdraw"})

    assert (answer.status_code, state_of(row)) == (200, "withdrawn")
    assert b"ana@example.org" not in answer.content
    assert is_quiet(Client().post(links["s"]))
    assert state_of(row) == "withdrawn"


def test_not_me_erases_on_post(row: Signature) -> None:
    links = links_in(mail_of(row))

    assert Client().get(links["not-me"]).status_code == 200
    assert state_of(row) == "unconfirmed"
    done = [Client().post(links["not-me"]), Client().post(links["not-me"])]

    assert [b"It is erased" in answer.content for answer in done] == [True, True]
    assert state_of(row) == "invalidated"
    assert [is_quiet(Client().get(link)) for link in links.values()] == [True, True, True]


def test_shows_a_person_what_is_held_and_lets_them_hide_their_name(row: Signature) -> None:
    link = links_in(mail_of(row))["me"]

    page = Client().get(link)
    Client().post(link, {"action": "hide"})

    held = ["Ana Castillo", "ana@example.org", "For my neighbours &lt;3"]
    assert [value for value in held if value not in page.content.decode()] == []
    assert Signature.objects.get().display == "anonymous"
    assert Client().post(link, {"action": "explode"}).status_code == 400
    assert Client().get(f"{link}proofs/").json() == []


def test_links_that_are_not_valid_change_nothing(row: Signature) -> None:
    good = links_in(mail_of(row))["s"]
    flipped = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    other_purpose = good.replace("/s/", "/me/")
    stranger = f"/s/{issue(CONFIRM, row.pk.__class__(int=7), timezone.now())}/"

    for link in [flipped, other_purpose, good[:-8] + "/", "/s/x/", stranger]:
        for answer in [Client().get(link), Client().post(link, {"action": "withdraw"})]:
            assert is_quiet(answer)
    assert state_of(row) == "unconfirmed"


def test_nothing_of_a_link_is_kept_or_told_to_others(row: Signature) -> None:
    answer = Client().get(links_in(mail_of(row))["me"])

    kept = {"no-cache", "no-store", "must-revalidate", "private", "max-age=0"}
    assert set(answer.headers["Cache-Control"].split(", ")) == kept
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert (answer.headers["X-Robots-Tag"], answer.cookies) == ("noindex", {})


def test_the_mail_escapes_what_people_wrote(petition: Petition) -> None:
    form = read_sign_form({**ANA, "given_name": "<b>Ana"}, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE)

    mail = mail_of(Signature.objects.get())

    assert ("&lt;b&gt;Ana" in mail.html, "Hello <b>Ana," in mail.text) == (True, True)
    assert mail.to == "ana@example.org"
