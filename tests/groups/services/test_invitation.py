"""Inviting to a role: who may, what the mail says, and that it works once for one person."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict, TooManyRequests
from core.links import LinkNoLongerValid
from core.models import AuditEntry, Message
from core.models.duty import DutyState
from core.outbox import Mail, composer
from groups.models import Group, Invitation, InvitationState, Role, Staff
from groups.selectors.invitation import invitation_of, pending_invitations
from groups.services.invitation import (
    PER_GROUP,
    accept_as,
    accept_as_new_user,
    invite_staff,
    resend_invitation,
    revoke_invitation,
)
from groups.services.staff import end_staff
from tests.planted import found_in_database
from tests.stories import a_group, a_person, platform_admin, staff_of

pytestmark = pytest.mark.django_db
ADDRESS = "Ana.Castillo@guests.example"
PASSWORD = "a lamp in the window"


@pytest.fixture
def group() -> Group:
    return a_group()


@pytest.fixture
def boss(group: Group) -> Actor:
    return Actor(user_id=staff_of(group, Role.COORDINATOR).pk)


def invite(group: Group, actor: Actor, role: Role = Role.ORGANIZER) -> Invitation:
    return invite_staff(group=group, email=ADDRESS, role=role, actor=actor)


def mail_of(invitation: Invitation) -> Mail:
    [message] = Message.objects.filter(about=invitation.pk, state=DutyState.PENDING)
    mail = composer(message.kind)(message)
    assert mail is not None
    return mail


def token_of(invitation: Invitation) -> str:
    [token] = re.findall(r"/join/([\w-]{52,56})/", mail_of(invitation).text)
    return str(token)


def roles_of(user: User) -> list[tuple[int, str]]:
    return list(user.staff_roles.filter(ended_at=None).values_list("group_id", "role"))


def test_the_mail_says_who_invites_to_what(group: Group, boss: Actor) -> None:
    User.objects.filter(pk=boss.user_id or 0).update(name="Rosa Diaz")
    mail = mail_of(invite(group, boss, Role.STEWARD))
    assert (mail.to, mail.subject) == (
        "ana.castillo@guests.example",
        f"You are invited to work with {group.name}",
    )
    assert f"Rosa Diaz invites you to work with {group.name}." in mail.text
    assert "As a steward you look after the group’s lists of people" in mail.text
    assert f"Rosa Diaz invites you to work with {group.name}." in mail.html


def test_a_new_person_gets_an_account_and_the_role(group: Group, boss: Actor) -> None:
    invitation = invite(group, boss, Role.STEWARD)
    user = accept_as_new_user(token=token_of(invitation), name=" Ana Castillo ", password=PASSWORD)
    assert (user.email, user.name, roles_of(user)) == (
        "ana.castillo@guests.example",
        "Ana Castillo",
        [(group.pk, "steward")],
    )
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    row = Invitation.objects.get(pk=invitation.pk)
    assert (row.state, row.sealed) == (InvitationState.ACCEPTED, None)


def test_an_invitation_works_once(group: Group, boss: Actor) -> None:
    token = token_of(invite(group, boss))
    accept_as_new_user(token=token, name="Ana", password=PASSWORD)
    with pytest.raises(LinkNoLongerValid):
        accept_as_new_user(token=token, name="Eve", password=PASSWORD)


def test_who_has_an_account_accepts_as_themselves(group: Group, boss: Actor) -> None:
    user, other = a_person(ADDRESS.lower()), a_person()
    token = token_of(invite(group, boss))
    with pytest.raises(StateConflict) as refused:
        accept_as_new_user(token=token, name="Eve", password="a password of Eve")
    assert refused.value.code == "account_exists"
    with pytest.raises(Forbidden):
        accept_as(token=token, user=other)
    assert accept_as(token=token, user=user) == group
    assert (roles_of(user), roles_of(other)) == ([(group.pk, "organizer")], [])
    assert User.objects.get(pk=user.pk).check_password("correct horse battery")


def test_the_inviter_sees_the_same_for_known_and_unknown_people(group: Group, boss: Actor) -> None:
    a_person("known@guests.example")
    for address in ("known@guests.example", "unknown@guests.example"):
        invite_staff(group=group, email=address, role=Role.ORGANIZER, actor=boss)
    shown = pending_invitations(group=group, actor=boss)
    assert {(row.role, row.is_expired) for row in shown} == {("organizer", False)}
    assert [row.address for row in shown] == ["unknown@guests.example", "known@guests.example"]


def test_inviting_again_ends_the_older_link(group: Group, boss: Actor) -> None:
    first = token_of(invite(group, boss))
    Invitation.objects.update(invited_at=timezone.now() - timedelta(seconds=5))
    again = resend_invitation(invitation=Invitation.objects.get(), actor=boss)
    Invitation.objects.update(invited_at=timezone.now() + timedelta(seconds=2))
    with pytest.raises(LinkNoLongerValid):
        invitation_of(first)
    Invitation.objects.update(invited_at=again.invited_at)
    assert invitation_of(token_of(again)).pk == again.pk
    assert Message.objects.filter(state=DutyState.CANCELLED).count() == 1
    assert Invitation.objects.count() == 1


def test_inviting_again_within_the_same_moment_ends_the_older_links(
    group: Group, boss: Actor
) -> None:
    """Also where it was revoked in between, and where a mail was being written meanwhile."""
    with time_machine.travel(timezone.now(), tick=False):
        tokens = [token_of(invite(group, boss))]
        for step in range(3):
            if step == 1:
                revoke_invitation(invitation=Invitation.objects.get(), actor=boss)
            tokens.append(token_of(invite(group, boss)))
        for old in tokens[:-1]:
            with pytest.raises(LinkNoLongerValid):
                accept_as_new_user(token=old, name="Eve", password=PASSWORD)
        assert invitation_of(tokens[-1]).edition == 3
        user = accept_as_new_user(token=tokens[-1], name="Ana", password=PASSWORD)
    assert roles_of(user) == [(group.pk, "organizer")]


def test_a_link_is_good_for_seven_days(group: Group, boss: Actor) -> None:
    token = token_of(invite(group, boss))
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        with pytest.raises(LinkNoLongerValid):
            invitation_of(token)
        shown = pending_invitations(group=group, actor=boss)
    assert [row.is_expired for row in shown] == [True]


def test_taken_back_it_is_dead_and_nobody_is_named(group: Group, boss: Actor) -> None:
    invitation = invite(group, boss)
    token = token_of(invitation)
    revoke_invitation(invitation=invitation, actor=boss)
    revoke_invitation(invitation=invitation, actor=boss)
    with pytest.raises(LinkNoLongerValid):
        accept_as_new_user(token=token, name="Ana", password=PASSWORD)
    row = Invitation.objects.get()
    assert (row.state, row.sealed) == (InvitationState.REVOKED, None)
    assert AuditEntry.objects.filter(action="invitation.revoked").count() == 1


def test_it_dies_with_the_role_of_who_invited(group: Group, boss: Actor) -> None:
    token = token_of(invite(group, boss))
    staff_of(group, Role.COORDINATOR)
    end_staff(staff=Staff.objects.get(user=boss.user_id), actor=boss)
    with pytest.raises(LinkNoLongerValid):
        accept_as_new_user(token=token, name="Ana", password=PASSWORD)
    [message] = Message.objects.filter(kind="invitation")
    assert composer(message.kind)(message) is None


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.STEWARD])
def test_other_staff_and_strangers_may_not(group: Group, role: Role) -> None:
    with pytest.raises(Forbidden):
        invite(group, Actor(user_id=staff_of(group, role).pk))
    with pytest.raises(NotFound):
        invite(group, Actor(user_id=staff_of(a_group(), Role.COORDINATOR).pk))
    assert not Invitation.objects.exists()


def test_an_administrator_restores_a_group_without_coordinator(group: Group) -> None:
    admin = Actor(user_id=platform_admin().pk, is_platform_admin=True)
    with pytest.raises(Forbidden):
        invite(group, admin, Role.STEWARD)
    token = token_of(invite(group, admin, Role.COORDINATOR))
    user = accept_as_new_user(token=token, name="Ana", password=PASSWORD)
    assert roles_of(user) == [(group.pk, "coordinator")]
    with pytest.raises(StateConflict):
        invite(group, admin, Role.COORDINATOR)


def test_what_is_no_address_is_refused(group: Group, boss: Actor) -> None:
    for text in ("", "nobody", "a@b", "x\r\nBcc: y@example.org"):
        with pytest.raises(Invalid) as refused:
            invite_staff(group=group, email=text, role=Role.STEWARD, actor=boss)
        assert [error.field for error in refused.value.errors] == ["email"]


def test_a_group_sends_so_many_a_day(group: Group, boss: Actor) -> None:
    for number in range(PER_GROUP.count):
        address = f"person{number}@guests.example"
        invite_staff(group=group, email=address, role=Role.ORGANIZER, actor=boss)
    with pytest.raises(TooManyRequests):
        invite(group, boss)


def test_the_address_stands_nowhere_in_clear(group: Group, boss: Actor) -> None:
    invite(group, boss)
    assert found_in_database(["castillo@guests", "Castillo@guests"]) == []


def test_a_bad_password_makes_no_account(group: Group, boss: Actor) -> None:
    token = token_of(invite(group, boss))
    for name, password in (("Ana", "short"), ("", PASSWORD), ("Ana", "x" * 2000)):
        with pytest.raises(Invalid):
            accept_as_new_user(token=token, name=name, password=password)
    assert not User.objects.filter(email__iexact=ADDRESS).exists()
    assert invitation_of(token).state == InvitationState.PENDING
