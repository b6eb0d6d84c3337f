"""Who comes onto a list by a consent, and who does not come back."""

import pytest

from core.services.suppression import is_suppressed
from groups.identity import email_identity
from groups.models import Member, MemberConsent
from groups.sealed_member import person_of
from groups.services.member_decision import erase, leave, unsubscribe
from tests.groups.rolls import Roll, a_roll, newcomer

pytestmark = pytest.mark.django_db


def the_one(roll: Roll) -> Member:
    return Member.objects.get(group=roll.group)


def test_who_agreed_is_on_the_list_with_their_consent() -> None:
    roll = a_roll()
    assert roll.enrol(newcomer(phone="+12125550123")) == ["added"]
    member = the_one(roll)
    assert (person_of(member).phone, member.consented, member.source_kind, member.source_ref) == (
        "+12125550123", True, "petition", "keep-it",
    )  # fmt: skip
    assert list(
        MemberConsent.objects.values_list("wording", "language", "source_kind", "source_ref")
    ) == [("2026-1", "en", "petition", "keep-it")]


def test_twice_is_once() -> None:
    roll = a_roll()
    one = newcomer()
    assert [roll.enrol(one), roll.enrol(one, one)] == [["added"], ["known", "known"]]
    assert (Member.objects.count(), MemberConsent.objects.count()) == (1, 1)
    assert the_one(roll).version == 1


def test_a_second_consent_is_kept_beside_the_first() -> None:
    roll = a_roll()
    roll.enrol(newcomer(), newcomer(ref="other"))
    assert sorted(MemberConsent.objects.values_list("source_ref", flat=True)) == [
        "keep-it",
        "other",
    ]


def test_what_the_list_says_stays_and_what_it_lacks_is_filled_in() -> None:
    roll = a_roll()
    roll.add(given_name="Anita", family_name="", city="", region="", country="", phone="")
    assert roll.enrol(newcomer(phone="+12125550123")) == ["known"]
    member, person = the_one(roll), person_of(the_one(roll))
    assert (person.given_name, person.family_name, person.phone) == (
        "Anita", "Castillo", "+12125550123",
    )  # fmt: skip
    assert (member.city, member.consented, member.source_kind) == ("Oakland", True, "desk")


@pytest.mark.parametrize("stop", [leave, erase, unsubscribe])
def test_no_list_and_no_older_consent_undoes_what_a_person_decided(stop) -> None:
    roll = a_roll()
    roll.enrol(newcomer(minutes=-10))
    stop(member_id=the_one(roll).pk)
    state = the_one(roll).state
    outcomes = roll.enrol(newcomer(minutes=None), newcomer(minutes=-5, ref="older"))
    expected = "known" if stop is unsubscribe else "refused"
    assert outcomes == [expected, expected]
    assert (the_one(roll).state, the_one(roll).consented) == (state, False)
    assert MemberConsent.objects.filter(withdrawn_at=None).count() == 0


@pytest.mark.parametrize("stop", [leave, erase, unsubscribe])
def test_who_agrees_anew_comes_back_and_hears_again(stop) -> None:
    roll = a_roll()
    roll.enrol(newcomer(minutes=-10))
    stop(member_id=the_one(roll).pk)
    scope = f"group:{roll.group.pk}"
    assert is_suppressed(identity=email_identity("ana@example.org"), scope=scope)

    assert roll.enrol(newcomer(minutes=5, family_name="Ruiz")) == ["back"]

    member = the_one(roll)
    kept = "Castillo" if stop is unsubscribe else "Ruiz"
    assert (member.state, person_of(member).family_name, member.consented) == (
        "active", kept, True,
    )  # fmt: skip
    assert not is_suppressed(identity=email_identity("ana@example.org"), scope=scope)
