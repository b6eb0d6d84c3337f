"""The petition's page and its form: signing without script or cookie, and what goes wrong."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.crypto import get_random_string
from time_machine import travel

from core.actors import SYSTEM
from pages.form_stamp import new_stamp
from petitions.models import Petition, Signature
from petitions.services.petition import close_petition, mark_delivered
from tests.events.gatherings import an_event
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, draft_petition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    """The tests share one network."""
    settings.SIGN_LIMITS = False


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def filled(**fields: Any) -> dict[str, Any]:
    """The form as a person sends it, a minute after the page was made."""
    with travel(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1), tick=False):
        stamp = new_stamp()
    person = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
    return {**person, "postal_code": "10001", "display": "name", "stamp": stamp, **fields}


def post(petition: Petition, **fields: Any) -> Any:
    return Client().post(f"/p/{petition.slug}/", filled(**fields))


def test_shows_the_demand_the_count_the_partners_and_a_form(
    story: Coalition, petition: Petition
) -> None:
    answer = Client().get(f"/p/{petition.slug}/")

    words = text_of(answer)
    assert answer.status_code == 200
    expected = [petition.title, petition.target, "0 people have signed", "Sign this petition"]
    assert [part for part in [*expected, story.groups[1].name] if part not in words] == []


def test_needs_no_cookie_no_script_and_no_inline_style(petition: Petition) -> None:
    answer = Client().get(f"/p/{petition.slug}/")

    assert (answer.cookies, "Cookie" in answer.headers.get("Vary", "")) == ({}, False)
    assert re.findall(rb"<script|<style|style=|onclick", answer.content) == []
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_signing_leads_to_the_thanks(story: Coalition, petition: Petition) -> None:
    partner = story.groups[1]

    answer = post(petition, source=f"{partner.slug}/leaflet", subscribe=[partner.slug])

    row = Signature.objects.select_related("source__group").get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/p/{petition.slug}/thanks/?source={partner.slug}/leaflet",
    )
    assert (row.source.group, row.source.channel, row.suspect) == (partner, "leaflet", "")
    assert (row.city, row.consents.get().group) == ("New York", partner)
    assert Client().get(answer["Location"]).status_code == 200


def test_a_second_time_looks_the_same(petition: Petition) -> None:
    first, second = post(petition), post(petition)

    assert (first.status_code, first["Location"], first.content) == (
        second.status_code,
        second["Location"],
        second.content,
    )
    assert Signature.objects.get().repeats == 1


def test_says_at_each_field_what_is_wrong_and_keeps_what_was_typed(petition: Petition) -> None:
    answer = post(petition, given_name="http://x", email="nope", comment='Say "yes" & <b>sign</b>')

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error: " in page
    assert '<a href="#given_name">Write a name, without a web address.</a>' in page
    assert 'id="email-error"' in page
    assert 'value="nope"' in page
    assert "Say &quot;yes&quot; &amp; &lt;b&gt;sign&lt;/b&gt;" in page
    assert not Signature.objects.exists()


@pytest.mark.parametrize("page", ["/p/{}/", "/embed/p/{}/"])
def test_asks_once_about_a_zip_code_that_nobody_has(petition: Petition, page: str) -> None:
    path = page.format(petition.slug)

    first = Client().post(path, filled(postal_code="00000"))
    asked = re.findall(r'name="asked_zip" value="([^"]*)"', first.content.decode())
    assert (first.status_code, asked) == (400, ["00000"])
    assert "We do not know this ZIP code." in text_of(first)
    assert not Signature.objects.exists()

    other = Client().post(path, filled(postal_code="00009", asked_zip="00000"))
    assert (other.status_code, b'value="00009">' in other.content) == (400, True)
    wrong = Client().post(path, filled(postal_code="00000", asked_zip="00000", email="nope"))
    assert "We do not know this ZIP code." not in text_of(wrong)
    assert b'name="asked_zip" value="00000"' in wrong.content

    again = Client().post(path, filled(postal_code="00000", asked_zip="00000"))
    assert (again.status_code, Signature.objects.get().region) == (303, "")


def test_asks_once_for_the_country_of_a_code_that_is_no_zip(petition: Petition) -> None:
    first = post(petition, postal_code="9999999")
    assert (first.status_code, b"<details open>" in first.content) == (400, True)
    assert "This is no ZIP code." in text_of(first)
    assert post(petition, postal_code="9999999", asked_zip="9999999").status_code == 303


def test_does_not_ask_about_codes_of_other_countries(petition: Petition) -> None:
    assert post(petition, postal_code="00000", country="MX").status_code == 303


@pytest.mark.parametrize(
    ("changes", "suspect"),
    [({"website": "http://spam"}, "honeypot"), ({"stamp": "made up"}, "no_stamp")],
)
def test_machines_get_the_same_answer_and_are_not_counted(
    petition: Petition, changes: dict[str, str], suspect: str
) -> None:
    answer = post(petition, **changes)

    row = Signature.objects.get()
    assert (answer.status_code, row.suspect, row.state) == (303, suspect, "unconfirmed")


def test_too_fast_for_a_person(petition: Petition) -> None:
    post(petition, stamp=new_stamp())

    assert Signature.objects.get().suspect == "too_fast"


def test_ignores_a_source_it_does_not_know(petition: Petition) -> None:
    assert post(petition, source=f"strangers/{get_random_string(90)}").status_code == 303
    assert Signature.objects.get().source.group == petition.group


def test_carries_the_source_of_its_address(story: Coalition, petition: Petition) -> None:
    source = f"{story.groups[1].slug}/leaflet"

    page = Client().get(f"/p/{petition.slug}/", {"source": source}).content.decode()

    assert f'name="source" value="{source}"' in page


def test_a_closed_petition_says_so_and_a_draft_is_nowhere(
    story: Coalition, petition: Petition
) -> None:
    close_petition(petition=petition, actor=SYSTEM)

    late = post(petition)
    hidden = Client().get(f"/p/{draft_petition_of(story).slug}/")

    assert (late.status_code, "This petition is closed" in text_of(late)) == (409, True)
    assert hidden.status_code == 404
    assert not Signature.objects.exists()


def test_a_delivered_petition_says_so(petition: Petition) -> None:
    close_petition(petition=petition, actor=SYSTEM)
    mark_delivered(petition=petition, actor=SYSTEM)

    page = Client().get(f"/p/{petition.slug}/").content.decode()

    assert '<h2 id="sign-title">Delivered</h2>' in page


def test_a_page_makes_as_many_queries_with_many_signatures(
    petition: Petition, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        post(petition, email=f"p{number}@example.org")
    with django_assert_num_queries(3):
        Client().get(f"/p/{petition.slug}/")


def test_the_thanks_credit_the_source_and_name_an_event_nearby(
    story: Coalition, petition: Petition
) -> None:
    far, near = an_event(story, city="Seattle", region="WA"), an_event(story)
    source = f"{story.groups[1].slug}/leaflet"

    answer = post(petition, source=source, postal_code="10001")
    page = Client().get(answer["Location"]).content.decode()

    # Where somebody lives is in no address: only which event is near.
    address = f"/p/{petition.slug}/thanks/?source={source}&next={near.slug}"
    assert answer["Location"] == address
    assert f"/p/{petition.slug}/?source={source}" in page
    assert [f"/e/{event.slug}/" in page for event in (near, far)] == [True, False]


def test_the_thanks_name_no_event_of_another_campaign(petition: Petition) -> None:
    other = an_event(coalition_of(1))

    page = Client().get(f"/p/{petition.slug}/thanks/?next={other.slug}&source=nobody")

    assert f"/e/{other.slug}/" not in page.content.decode()
    assert f"/p/{petition.slug}/?source=" not in page.content.decode()
