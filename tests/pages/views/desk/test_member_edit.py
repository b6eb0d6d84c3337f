"""A person is added by hand, with what they agreed to and how."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from groups.models import ConsentWording, Member, MemberConsent, Role
from groups.services.member import remove_member
from tests.groups.rolls import Roll, a_roll
from tests.pages.views.desk.desks import browser, members_path
from tests.pages.words import text_of

pytestmark = pytest.mark.django_db
PERSON = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
SAID = "Yes, send me news of the tenants' union."
AGREED = {"way": "paper", "wording": SAID, "wording_language": "en", "agreed_on": "2026-07-01"}


@pytest.fixture
def roll() -> Roll:
    return a_roll()


def add(roll: Roll, **form: str) -> Any:
    return browser(roll).post(members_path(roll, "add/"), {**PERSON, **AGREED, **form}, follow=True)


def test_what_was_agreed_to_is_kept_word_for_word(roll: Roll) -> None:
    page = add(roll)
    member, consent = Member.objects.get(), MemberConsent.objects.get()
    assert (page.status_code, page.redirect_chain) == (
        200,
        [(members_path(roll, f"{member.pk}/"), 303)],
    )
    assert (consent.member, consent.source_kind, consent.source_ref) == (member, "desk", "paper")
    assert consent.given_at.isoformat() == "2026-07-01T00:00:00+00:00"
    assert ConsentWording.objects.get(version=consent.wording).text == SAID
    assert member.consented
    assert "Yes, send me news of the tenants&#x27; union. On a paper form · 1 Jul 2026" in text_of(
        page
    )


def test_the_same_words_are_one_wording(roll: Roll) -> None:
    add(roll)
    add(roll, email="bo@example.org")
    assert ConsentWording.objects.filter(text=SAID).count() == 1
    assert MemberConsent.objects.count() == 2


def test_without_a_consent_nobody_is_written_to(roll: Roll) -> None:
    add(roll, way="no", wording="")
    assert not Member.objects.get().consented
    assert not MemberConsent.objects.exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"way": ""}, "Choose one of these."),
        ({"wording": " "}, "Write down what the person agreed to"),
        ({"wording": "x" * 501}, "This is too long."),
        ({"agreed_on": ""}, "Name the day on which they agreed."),
        ({"agreed_on": "soon"}, "Write a day as YYYY-MM-DD."),
        (
            {"agreed_on": (timezone.now() + timedelta(days=2)).date().isoformat()},
            "This day is yet to come.",
        ),
        ({"email": "nobody"}, "Enter one email address, like name@example.com."),
        ({"email": ""}, "Give an email address, or a name with street and ZIP code, or a phone."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    roll: Roll, form: dict[str, str], words: str
) -> None:
    page = add(roll, **form)
    assert page.status_code == 400
    assert words in text_of(page)
    assert 'value="Castillo"' in page.content.decode()
    assert not Member.objects.exists()
    assert not ConsentWording.objects.filter(text=SAID).exists()


def test_who_is_there_or_left_is_not_added(roll: Roll) -> None:
    member = roll.add()
    there = add(roll)
    assert there.status_code == 409
    assert "This person is on the list already." in text_of(there)
    remove_member(group=roll.group, member_id=member.pk, actor=roll.actor())
    left = add(roll)
    assert left.status_code == 409
    assert "They can come back by themselves only." in text_of(left)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_others_add_nobody(roll: Roll, role: Role) -> None:
    client = browser(roll, role)
    assert client.get(members_path(roll, "add/")).status_code == 403
    assert client.post(members_path(roll, "add/"), {**PERSON, **AGREED}).status_code == 403
    assert not Member.objects.exists()
