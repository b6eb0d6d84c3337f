"""What stewards do to a list: add, edit, remove, unsubscribe."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, PreconditionFailed, StateConflict
from core.models import AuditEntry
from core.services.suppression import is_suppressed
from groups.identity import email_identity
from groups.models import Member, MemberConsent, MemberRead, Role
from groups.sealed_member import person_of
from groups.selectors.member import get_member
from groups.services.member import remove_member, unsubscribe_member, update_member
from groups.services.member_decision import erase, leave
from tests.groups.rolls import ANA, Roll, a_roll, newcomer
from tests.planted import found_in_database
from tests.stories import a_group, platform_admin, staff_of

pytestmark = pytest.mark.django_db


def edit(roll: Roll, member: Member, version: int = 1, **changes: object) -> Member:
    return update_member(
        group=roll.group,
        member_id=member.pk,
        changes=changes,
        version=version,
        actor=roll.actor(),
    )


def actions() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="member").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_a_steward_adds_somebody_and_nothing_that_names_them_stands_in_the_clear() -> None:
    roll = a_roll()
    member = roll.add(tags="Volunteer, door knocker", note="Met at the fair")

    person = person_of(member)
    assert (person.name, person.email, person.phone, person.note) == (
        "Ana Castillo", "ana@example.org", "+12125550123", "Met at the fair",
    )  # fmt: skip
    assert (member.state, member.tags, member.city, member.consented, member.contactable) == (
        "active", ["volunteer", "door-knocker"], "Oakland", False, True,
    )  # fmt: skip
    assert (member.source_kind, member.version) == ("desk", 1)
    planted = ["Castillo", "ana@example.org", "2125550123", "Juniper", "Met at the fair"]
    assert found_in_database(planted) == []
    assert actions() == ["member.added"]


def test_the_same_person_on_two_lists_has_unrelated_ids() -> None:
    here, there = a_roll(), a_roll()
    assert here.add().pk != there.add().pk


def test_somebody_who_is_there_is_not_added_twice_however_the_address_is_written() -> None:
    roll = a_roll()
    roll.add(email="Ana.Castillo@gmail.com")
    with pytest.raises(StateConflict) as refused:
        roll.add(email="anacastillo+news@googlemail.com", given_name="Other")
    assert refused.value.code == "member.exists"
    assert Member.objects.count() == 1


def test_somebody_without_an_address_is_known_by_their_paper_line_or_phone() -> None:
    roll = a_roll()
    roll.add(email="", postal_code="55401")
    roll.add(email="", street="", given_name="Bob")
    with pytest.raises(Invalid) as refused:
        roll.add(email="", street="", phone="")
    assert [error.code for error in refused.value.errors] == ["required"]
    assert set(Member.objects.values_list("contactable", flat=True)) == {False}


def test_every_field_that_is_wrong_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        a_roll().add(
            email="ana at example", phone="call me", region="Narnia", country="US",
            postal_code="x", tags=["a" * 41], language="english!", given_name="A\0na",
        )  # fmt: skip
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("given_name", "null_characters_not_allowed"),
        ("email", "invalid"),
        ("phone", "invalid"),
        ("postal_code", "invalid"),
        ("region", "unknown"),
        ("language", "invalid"),
        ("tags", "max_length"),
    ]


@pytest.mark.parametrize(
    ("role", "error"),
    [(Role.ORGANIZER, Forbidden), (Role.COORDINATOR, Forbidden), (None, NotFound)],
)
def test_only_the_groups_stewards_change_its_list(
    role: Role | None, error: type[Exception]
) -> None:
    roll = a_roll()
    member = roll.add()
    outsider = staff_of(a_group(), Role.STEWARD)
    actor = roll.actor(role) if role else Actor(user_id=outsider.pk)
    names = {"group": roll.group, "member_id": member.pk, "actor": actor}
    with pytest.raises(error):
        update_member(changes={"city": "X"}, version=1, **names)
    with pytest.raises(error):
        remove_member(**names)
    with pytest.raises(error):
        unsubscribe_member(**names)
    with pytest.raises(error):
        get_member(**names)


def test_a_platform_administrator_sees_nobody() -> None:
    roll = a_roll()
    member = roll.add()
    admin = Actor(user_id=platform_admin().pk, is_platform_admin=True)
    with pytest.raises(Forbidden):
        get_member(group=roll.group, member_id=member.pk, actor=admin)


def test_a_member_of_another_group_is_not_found_under_ones_own() -> None:
    roll, other = a_roll(), a_roll()
    theirs = other.add()
    with pytest.raises(NotFound):
        edit(roll, theirs, city="Portland")
    assert Member.objects.get(pk=theirs.pk).city == "Oakland"


def test_an_edit_keeps_what_it_does_not_name() -> None:
    roll = a_roll()
    member = edit(roll, roll.add(), given_name="Anna", tags=["driver"])
    assert (person_of(member).name, person_of(member).phone) == ("Anna Castillo", "+12125550123")
    assert (member.tags, member.city, member.version) == (["driver"], "Oakland", 2)


def test_the_second_of_two_stewards_is_told_that_somebody_was_before_them() -> None:
    roll = a_roll()
    member = roll.add()
    edit(roll, member, given_name="Anna")
    with pytest.raises(PreconditionFailed):
        edit(roll, member, given_name="Hanna")
    assert person_of(Member.objects.get()).given_name == "Anna"


def test_another_address_is_another_id_and_consents_and_reads_move_along() -> None:
    roll = a_roll()
    roll.enrol(newcomer())
    member = roll.member()
    assert member is not None
    get_member(group=roll.group, member_id=member.pk, actor=roll.actor())

    moved = edit(roll, member, email="ana@new.example")

    assert roll.member("ana@new.example") == moved
    assert (roll.member(), moved.consented, moved.created_at) == (None, True, member.created_at)
    assert MemberConsent.objects.get().member_id == moved.pk
    assert MemberRead.objects.get().member_id == moved.pk


def test_an_address_of_somebody_else_on_the_list_is_a_clear_conflict() -> None:
    roll = a_roll()
    ana, _ = roll.add(), roll.add(email="bob@example.org", given_name="Bob")
    with pytest.raises(StateConflict) as refused:
        edit(roll, ana, email="bob@example.org")
    assert (refused.value.code, refused.value.errors[0].field) == ("member.exists", "email")
    assert person_of(Member.objects.get(pk=ana.pk)).email == "ana@example.org"


def test_an_address_of_somebody_who_left_is_refused() -> None:
    roll = a_roll()
    ana, bob = roll.add(), roll.add(email="bob@example.org")
    leave(member_id=bob.pk)
    with pytest.raises(StateConflict) as refused:
        edit(roll, ana, email="bob@example.org")
    assert refused.value.code == "member.refused"


def test_a_steward_does_not_bring_back_who_was_erased() -> None:
    roll = a_roll()
    erase(member_id=roll.add().pk)
    with pytest.raises(StateConflict) as refused:
        roll.add()
    assert refused.value.code == "member.refused"
    assert not Member.objects.filter(sealed__isnull=False).exists()


def test_a_removed_member_is_erased_from_the_list() -> None:
    roll = a_roll()
    member = roll.add(tags="driver")
    for _ in range(2):
        remove_member(group=roll.group, member_id=member.pk, actor=roll.actor())
    row = Member.objects.get()
    assert (row.state, row.sealed, row.tags, row.city, row.contactable) == (
        "left", None, [], "", False,
    )  # fmt: skip
    assert actions() == ["member.added", "member.removed"]
    with pytest.raises(NotFound):
        get_member(group=roll.group, member_id=member.pk, actor=roll.actor())


def test_unsubscribing_on_request_stops_the_groups_mail_at_once() -> None:
    roll = a_roll()
    roll.enrol(newcomer())
    member = roll.member()
    assert member is not None
    unsubscribe_member(group=roll.group, member_id=member.pk, actor=roll.actor())
    row = Member.objects.get()
    assert (row.state, row.consented) == ("unsubscribed", False)
    assert MemberConsent.objects.get().withdrawn_at is not None
    identity, scope = email_identity("ana@example.org"), f"group:{roll.group.pk}"
    assert is_suppressed(identity=identity, scope=scope)
    assert not is_suppressed(identity=identity, scope="group:0")


def test_whoever_is_unsubscribed_stays_so_under_another_address() -> None:
    roll = a_roll()
    member = unsubscribe_member(group=roll.group, member_id=roll.add().pk, actor=roll.actor())
    edit(roll, member, version=member.version, email="ana@new.example")
    identity = email_identity("ana@new.example")
    assert is_suppressed(identity=identity, scope=f"group:{roll.group.pk}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sealed": None},
        {"state": "left", "stopped_at": timezone.now()},
        {"state": "unsubscribed"},
        {"stopped_at": timezone.now() + timedelta(days=1)},
        {"state": "asleep"},
    ],
)
def test_the_database_refuses_what_must_never_be(wrong: dict[str, object]) -> None:
    member = a_roll().add()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(**wrong)


def test_the_fixture_is_somebody() -> None:
    assert ANA["email"] == "ana@example.org"
