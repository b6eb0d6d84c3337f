"""One member at the desk: what is known, agreed and seen, and what a steward does to them."""

from typing import Any

import pytest

from groups.models import Member, MemberRead, MemberState, Role
from groups.services.member import remove_member, update_member
from tests.groups.member_lists import person_in
from tests.groups.rolls import Roll, a_roll, newcomer
from tests.pages.views.desk.desks import browser, members_path
from tests.pages.words import text_of
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
PAGES = ("", "edit/", "unsubscribe/", "remove/")


@pytest.fixture
def roll() -> Roll:
    return a_roll()


def path_of(roll: Roll, member: Member, rest: str = "") -> str:
    return members_path(roll, f"{member.pk}/{rest}")


def test_a_steward_sees_what_is_known_agreed_and_seen(roll: Roll) -> None:
    roll.enrol(newcomer(phone="+12125550123"))
    member = Member.objects.get()
    browser(roll).get(members_path(roll))
    words = text_of(browser(roll).get(path_of(roll, member)))
    assert "Ana Castillo" in words
    assert "ana@example.org" in words
    assert "Hear from the groups behind this. Only those you choose get your address." in words
    assert "Petition: keep-it" in words
    assert "(Steward) opened their page" in words
    assert "(Steward) saw them in the list" in words


def test_what_they_came_through_is_named_by_its_title(roll: Roll) -> None:
    petition = open_petition_of(coalition_of(1), title="End the contract")
    roll.enrol(newcomer(ref=petition.slug))
    words = text_of(browser(roll).get(path_of(roll, Member.objects.get())))
    assert words.count("Petition: End the contract") == 2
    assert petition.slug not in words


def test_a_language_is_called_by_its_name(roll: Roll) -> None:
    words = text_of(browser(roll).get(path_of(roll, roll.add(language="es"))))
    assert "Language Español" in words


def test_a_consent_of_a_list_is_told_as_such(roll: Roll) -> None:
    roll.enrol(newcomer(minutes=None, ref="7c1f5b4e-0000-4000-8000-000000000000"))
    words = text_of(browser(roll).get(path_of(roll, Member.objects.get())))
    assert "A list said that they agreed." in words
    assert "7c1f5b4e" not in words


def test_without_a_consent_the_page_says_so(roll: Roll) -> None:
    words = text_of(browser(roll).get(path_of(roll, roll.add())))
    assert "There is no consent" in words


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_other_staff_open_nobody(roll: Roll, role: Role) -> None:
    member = roll.add()
    client = browser(roll, role)
    answers = [client.get(path_of(roll, member, rest)) for rest in PAGES]
    answers += [client.post(path_of(roll, member, rest)) for rest in (*PAGES[1:], "tags/")]
    assert {answer.status_code for answer in answers} == {403}
    assert not MemberRead.objects.exists()


def test_who_is_gone_or_anothers_is_not_there(roll: Roll) -> None:
    other = a_roll()
    strangers = other.add()
    gone = roll.add(email="gone@example.org")
    remove_member(group=roll.group, member_id=gone.pk, actor=roll.actor())
    steward = browser(roll)
    assert [
        steward.get(path_of(roll, member, rest)).status_code
        for member in (strangers, gone)
        for rest in PAGES
    ] == [404] * 8
    assert steward.post(path_of(roll, gone, "tags/"), {"add": "x"}).status_code == 404


def test_tags_are_added_and_taken(roll: Roll) -> None:
    member = roll.add(tags="tenant")
    steward = browser(roll)
    added = steward.post(path_of(roll, member, "tags/"), {"add": "Volunteer, night shift"})
    assert (added.status_code, added["Location"]) == (303, path_of(roll, member))
    assert Member.objects.get().tags == ["tenant", "volunteer", "night-shift"]
    steward.post(path_of(roll, member, "tags/"), {"remove": "tenant"})
    steward.post(path_of(roll, member, "tags/"), {"remove": "tenant"})
    assert Member.objects.get().tags == ["volunteer", "night-shift"]
    bad = steward.post(path_of(roll, member, "tags/"), {"add": "x" * 41})
    assert bad.status_code == 400
    assert "A tag has at most 40 characters." in text_of(bad)


def test_an_edit_changes_the_list(roll: Roll) -> None:
    member = roll.add()
    steward = browser(roll)
    page = steward.get(path_of(roll, member, "edit/"))
    form = {"version": str(member.version), "given_name": "Anna", "email": "ana@example.org"}
    answer = steward.post(path_of(roll, member, "edit/"), form)
    assert page.status_code == 200
    assert (answer.status_code, answer["Location"]) == (303, path_of(roll, member))
    assert person_in(Member.objects.get()).given_name == "Anna"
    assert person_in(Member.objects.get()).family_name == "Castillo"


def test_another_address_is_another_page(roll: Roll) -> None:
    member = roll.add()
    form = {"version": "1", "email": "new@example.org"}
    answer = browser(roll).post(path_of(roll, member, "edit/"), form)
    assert answer["Location"] == path_of(roll, Member.objects.get())
    assert Member.objects.get().pk != member.pk


def test_what_is_wrong_stays_with_what_was_typed(roll: Roll) -> None:
    member = roll.add()
    form = {"version": "1", "email": "nobody", "given_name": "Anna"}
    page = browser(roll).post(path_of(roll, member, "edit/"), form)
    assert page.status_code == 400
    assert "Enter one email address, like name@example.com." in text_of(page)
    assert 'value="Anna"' in page.content.decode()
    assert browser(roll).post(path_of(roll, member, "edit/"), {"version": "x"}).status_code == 400


def test_a_conflict_shows_theirs_and_yours_and_takes_a_choice_for_each(roll: Roll) -> None:
    member = roll.add(note="Old note")
    theirs = {"given_name": "Anne", "note": "Their note"}
    update_member(
        group=roll.group, member_id=member.pk, changes=theirs, version=1, actor=roll.actor()
    )
    steward = browser(roll)
    typed = {"given_name": "Anna", "family_name": "Castillo", "note": "My note", "version": "1"}
    page = steward.post(path_of(roll, member, "edit/"), typed)
    assert page.status_code == 412
    words = text_of(page)
    assert "Somebody else changed this meanwhile" in words
    assert "First name On the list now Anne What you typed Anna" in words
    assert "Note On the list now Their note What you typed My note" in words
    assert "Last name" not in words
    chosen = {**typed, "version": "2", "take-given_name": "yours", "take-note": "theirs"}
    assert steward.post(path_of(roll, member, "edit/"), chosen).status_code == 303
    person = person_in(Member.objects.get())
    assert (person.given_name, person.note) == ("Anna", "Their note")


def test_who_asks_is_unsubscribed(roll: Roll) -> None:
    roll.enrol(newcomer())
    member = Member.objects.get()
    steward = browser(roll)
    asked = text_of(steward.get(path_of(roll, member, "unsubscribe/")))
    assert "Unsubscribe Ana Castillo?" in asked
    for _ in range(2):
        assert steward.post(path_of(roll, member, "unsubscribe/")).status_code == 303
    assert Member.objects.get().state == MemberState.UNSUBSCRIBED
    words = text_of(steward.get(path_of(roll, member)))
    assert "taken back on" in words
    assert "Unsubscribe them" not in words


def test_who_is_removed_is_erased(roll: Roll) -> None:
    member = roll.add()
    steward = browser(roll)
    asked = text_of(steward.get(path_of(roll, member, "remove/")))
    assert "Remove Ana Castillo from the list?" in asked
    for _ in range(2):
        assert steward.post(path_of(roll, member, "remove/")).status_code == 303
    left = Member.objects.get()
    assert (left.state, left.sealed) == (MemberState.LEFT, None)


def test_makes_as_many_queries_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    roll.enrol(newcomer())
    member = Member.objects.get()
    steward = browser(roll)
    steward.get(path_of(roll, member))
    with django_assert_num_queries(17):
        steward.get(path_of(roll, member))
    roll.enrol(newcomer(ref="two"), newcomer(ref="three"))
    browser(roll).get(members_path(roll))
    with django_assert_num_queries(17):
        steward.get(path_of(roll, member))
