"""Another address is another id: links of mails, consents and decisions still reach the person."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MusterError, PreconditionFailed
from core.services.suppression import is_suppressed
from groups.identity import email_identity
from groups.mail_scope import mail_scope
from groups.member_person import MemberPerson
from groups.models import Member, MemberForward, MemberSource
from groups.sealed_member import person_of
from groups.selectors.own_member import own_membership, own_memberships
from groups.services.member import update_member
from groups.services.member_addition import add_members
from groups.services.member_consent import disown_member_consents, withdraw_member_consents
from groups.services.member_decision import correct, erase, leave, unsubscribe
from tests.groups.member_lists import take_in
from tests.groups.rolls import ANA, Roll, a_roll, newcomer

pytestmark = pytest.mark.django_db
OLD, NEW, LAST = "ana@example.org", "ana@new.example", "ana@last.example"


def move(roll: Roll, member: Member, email: str) -> Member:
    return update_member(
        group=roll.group,
        member_id=member.pk,
        changes={"email": email},
        version=member.version,
        actor=roll.actor(),
    )


def moved_twice() -> tuple[Roll, UUID, UUID, Member]:
    """A roll, the two ids that somebody had who agreed to hear from it, and their row now."""
    roll = a_roll()
    roll.enrol(newcomer(OLD, minutes=-10))
    first = Member.objects.get()
    second = move(roll, first, NEW)
    return roll, first.pk, second.pk, move(roll, second, LAST)


def states() -> list[str]:
    return sorted(Member.objects.values_list("state", flat=True))


def test_each_earlier_id_leads_to_the_row_and_going_back_leaves_no_circle() -> None:
    roll, first, second, member = moved_twice()
    for earlier in (first, second):
        one = own_membership(earlier)
        assert (one.member_id, one.moved, one.identity) == (member.pk, True, None)
        assert (one.person, one.place, one.is_held) == (MemberPerson(), "", True)
        assert (one.consents, one.reads, one.tags) == ([], [], ())
    own = own_membership(member.pk)
    assert (own.moved, own.person.email, len(own.consents)) == (False, LAST, 1)
    assert [one.member_id for one in own_memberships(email_identity(OLD))] == [member.pk]

    back = move(roll, member, OLD)
    assert (back.pk, own_membership(first).moved) == (first, False)
    leads = MemberForward.objects.values_list("old_id", "member")
    assert sorted(leads) == sorted([(second, first), (member.pk, first)])


def test_a_steward_with_the_earlier_id_edits_the_row_or_is_told_that_it_changed() -> None:
    roll, first, _, member = moved_twice()
    with pytest.raises(PreconditionFailed):
        update_member(group=roll.group, member_id=first, changes={}, version=1, actor=roll.actor())
    changed = update_member(
        group=roll.group,
        member_id=first,
        changes={"given_name": "Anna"},
        version=member.version,
        actor=roll.actor(),
    )
    assert (changed.pk, person_of(changed).name) == (member.pk, "Anna Castillo")
    with pytest.raises(MusterError):
        update_member(group=a_roll().group, member_id=first, changes={}, version=1, actor=SYSTEM)


def by_link(roll: Roll, pk: UUID) -> None:
    unsubscribe(member_id=pk)


def by_signature(roll: Roll, pk: UUID) -> None:
    withdraw_member_consents(
        group_ids=[roll.group.pk],
        identity=email_identity(OLD),
        source_kind=MemberSource.PETITION,
        source_ref="keep-it",
    )


@pytest.mark.parametrize("stop", [by_link, by_signature])
def test_who_stopped_it_by_the_old_address_is_not_made_active_by_adding_it_again(
    stop: Callable[[Roll, UUID], None],
) -> None:
    roll, first, _, member = moved_twice()
    stop(roll, first)
    scope = mail_scope(roll.group.pk)
    assert (states(), is_suppressed(identity=email_identity(LAST), scope=scope)) == (
        ["unsubscribed"],
        True,
    )

    with pytest.raises(MusterError) as refused:
        roll.add()
    assert refused.value.code == "member.exists"
    said = add_members(group=roll.group, rows=[{**ANA, "email": OLD}], actor=roll.actor())
    assert [one.result for one in said] == ["known"]
    assert roll.enrol(newcomer(OLD, minutes=None)) == ["known"]
    assert roll.enrol(newcomer(NEW, minutes=-5)) == ["known"]
    assert (states(), Member.objects.get().pk) == (["unsubscribed"], member.pk)

    # The old mailbox itself, later: a person of its own, and the other address stays stopped.
    assert roll.enrol(newcomer(OLD, minutes=5)) == ["added"]
    assert (states(), own_membership(first).moved) == (["active", "unsubscribed"], False)
    assert is_suppressed(identity=email_identity(LAST), scope=scope)
    assert not is_suppressed(identity=email_identity(OLD), scope=scope)


@pytest.mark.parametrize(("end", "state"), [(leave, "left"), (erase, "erased")])
def test_gone_by_the_old_link_is_gone_under_each_address(
    end: Callable[..., None], state: str
) -> None:
    roll, first, second, _ = moved_twice()
    end(member_id=first)
    assert set(states()) == {state}
    assert MemberForward.objects.count() == (0 if state == "erased" else 2)
    for address in (OLD, NEW, LAST):
        with pytest.raises(MusterError) as refused:
            roll.add(email=address)
        assert refused.value.code == "member.refused"
    assert set(Member.objects.values_list("sealed", flat=True)) == {None}
    if state == "erased":  # and nothing says that the three were one
        assert Member.objects.filter(pk__in=[first, second], source_ref="").count() == 2


def test_somebody_else_s_doing_is_erased_where_the_row_went() -> None:
    roll, *_ = moved_twice()
    disown_member_consents(
        group_ids=[roll.group.pk],
        identity=email_identity(OLD),
        source_kind=MemberSource.PETITION,
        source_ref="keep-it",
    )
    assert (set(states()), MemberForward.objects.count()) == ({"erased"}, 0)


def test_another_member_cannot_take_an_address_that_leads_to_somebody() -> None:
    roll, *_ = moved_twice()
    bob = roll.add(email="bob@example.org", given_name="Bob")
    with pytest.raises(MusterError) as refused:
        move(roll, bob, OLD)
    assert refused.value.code == "member.exists"


def test_a_list_with_the_old_address_changes_nothing_and_adds_nobody() -> None:
    roll, _, _, member = moved_twice()
    before = person_of(Member.objects.get())
    take_in(roll.group, f"first name,last name,email,phone\nOther,Name,{OLD},2125550199")
    assert (Member.objects.get().pk, person_of(Member.objects.get())) == (member.pk, before)
    unsubscribe(member_id=member.pk)
    take_in(roll.group, f"first name,last name,email\nAna,Castillo,{NEW}")
    assert states() == ["unsubscribed"]


def test_putting_it_right_oneself_moves_a_row_without_an_address_too() -> None:
    roll = a_roll()
    member = roll.add(email="", street="", postal_code="")
    correct(member_id=member.pk, changes={"phone": "212 555 0177"})
    one = own_membership(member.pk)
    assert (one.moved, one.stopped_at, one.since <= timezone.now()) == (True, None, True)
