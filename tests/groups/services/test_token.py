"""Minting and revoking tokens."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import Forbidden, Invalid, Unauthenticated
from core.models import AuditEntry
from groups.bearer import digest_of
from groups.models import Role, Token
from groups.services.token import mint_token, revoke_token, use_token
from tests.stories import a_group, a_person, staff_of

pytestmark = pytest.mark.django_db


def test_the_secret_is_kept_as_a_digest_only() -> None:
    group = a_group()
    person = staff_of(group, Role.ORGANIZER)
    minted = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM)
    kept = Token.objects.values().get()
    assert bytes(kept["digest"]) == digest_of(minted.text)
    assert kept["prefix"] == minted.text[:12]
    assert minted.text not in str(kept)
    assert minted.text not in str(list(AuditEntry.objects.values()))


def test_a_token_acts_for_its_person_in_its_group() -> None:
    group = a_group()
    person = staff_of(group, Role.ORGANIZER)
    minted = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM)
    assert use_token(minted.text) == (
        person,
        Actor(
            user_id=person.pk,
            token_id=minted.token.pk,
            group_id=group.pk,
            scopes=frozenset({"petitions:read"}),
        ),
    )


def test_it_lives_ninety_days_unless_told_otherwise() -> None:
    group = a_group()
    person = staff_of(group, Role.ORGANIZER)
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False):
        usual = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM)
        short = mint_token(
            user=person, group=group, scopes=["petitions:read"], actor=SYSTEM, days=1
        )
        assert usual.token.expires_at - timezone.now() == timedelta(days=90)
        assert short.token.expires_at - timezone.now() == timedelta(days=1)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_life_out_of_range(days: int) -> None:
    group = a_group()
    person = staff_of(group, Role.ORGANIZER)
    with pytest.raises(Invalid) as refused:
        mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM, days=days)
    assert refused.value.errors[0].field == "days"


@pytest.mark.parametrize(("scopes", "code"), [(["petitions:eat"], "unknown"), ([], "required")])
def test_scopes_that_cannot_be(scopes: list[str], code: str) -> None:
    group = a_group()
    with pytest.raises(Invalid) as refused:
        mint_token(user=staff_of(group, Role.ORGANIZER), group=group, scopes=scopes, actor=SYSTEM)
    assert refused.value.errors[0].code == code


def test_never_more_than_the_role() -> None:
    group = a_group()
    person = staff_of(group, Role.ORGANIZER)
    with pytest.raises(Forbidden) as refused:
        mint_token(user=person, group=group, scopes=["members:write"], actor=SYSTEM)
    assert refused.value.code == "scope_exceeds_role"
    assert not Token.objects.exists()


def test_not_without_a_role_in_the_group() -> None:
    with pytest.raises(Forbidden) as refused:
        mint_token(user=a_person(), group=a_group(), scopes=["petitions:read"], actor=SYSTEM)
    assert refused.value.code == "no_role"


def test_not_for_another_person() -> None:
    group = a_group()
    person, boss = staff_of(group, Role.ORGANIZER), staff_of(group, Role.COORDINATOR)
    with pytest.raises(Forbidden):
        mint_token(
            user=person, group=group, scopes=["petitions:read"], actor=Actor(user_id=boss.pk)
        )


def test_a_token_mints_no_broader_one() -> None:
    group = a_group()
    person = staff_of(group, Role.COORDINATOR)
    narrow = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM)
    _, actor = use_token(narrow.text)
    with pytest.raises(Forbidden) as refused:
        mint_token(user=person, group=group, scopes=["campaigns:write"], actor=actor)
    assert refused.value.code == "scope_exceeds_role"


def test_a_token_mints_in_its_own_group_only() -> None:
    here, there = a_group(), a_group()
    person = staff_of(here, Role.COORDINATOR)
    from_here = mint_token(user=person, group=here, scopes=["petitions:read"], actor=SYSTEM)
    _, actor = use_token(from_here.text)
    with pytest.raises(Forbidden):
        mint_token(user=person, group=there, scopes=["petitions:read"], actor=actor)


def test_what_a_token_minted_ends_with_it() -> None:
    group = a_group()
    person = staff_of(group, Role.COORDINATOR)
    first = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM, days=5)
    _, actor = use_token(first.text)
    second = mint_token(user=person, group=group, scopes=["petitions:read"], actor=actor)
    assert second.token.expires_at == first.token.expires_at
    _, actor = use_token(second.text)
    third = mint_token(user=person, group=group, scopes=["petitions:read"], actor=actor)
    revoke_token(token=first.token, actor=SYSTEM)
    for minted in (first, second, third):
        with pytest.raises(Unauthenticated):
            use_token(minted.text)


def test_a_platform_administrator_reads_with_a_token_and_no_role() -> None:
    person = a_person()
    person.is_superuser = True
    person.save()
    minted = mint_token(user=person, group=a_group(), scopes=["petitions:read"], actor=SYSTEM)
    _, actor = use_token(minted.text)
    assert actor.is_platform_admin
    with pytest.raises(Forbidden):
        mint_token(user=person, group=a_group(), scopes=["petitions:write"], actor=SYSTEM)


def test_only_its_owner_revokes_it() -> None:
    group = a_group()
    person, boss = staff_of(group, Role.ORGANIZER), staff_of(group, Role.COORDINATOR)
    minted = mint_token(user=person, group=group, scopes=["petitions:read"], actor=SYSTEM)
    with pytest.raises(Forbidden):
        revoke_token(token=minted.token, actor=Actor(user_id=boss.pk))
    assert use_token(minted.text)[0] == person
