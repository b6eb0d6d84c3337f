"""A group with staff and people on its list, made through the services."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from groups.identity import canonical_email, email_identity
from groups.member_identity import member_id
from groups.member_person import person_from
from groups.models import Group, Member, MemberSource, Role
from groups.services.member import add_member
from groups.services.member_enrolment import Agreement, Newcomer, Outcome, enrol
from tests.stories import a_group, staff_of

ANA = {
    "given_name": "Ana",
    "family_name": "Castillo",
    "email": "ana@example.org",
    "phone": "212 555 0123",
    "street": "7 Juniper Court",
    "city": "Oakland",
    "region": "CA",
    "country": "US",
}


@dataclass(frozen=True)
class Roll:
    """A group and one person for each role in it."""

    group: Group
    people: dict[Role, User]

    def actor(self, role: Role = Role.STEWARD) -> Actor:
        return Actor(user_id=self.people[role].pk)

    def add(self, **fields: Any) -> Member:
        """Ana, or somebody else, put on the list by the steward."""
        return add_member(group=self.group, data={**ANA, **fields}, actor=self.actor())

    def member(self, email: str = "ana@example.org") -> Member | None:
        pk = member_id(self.group.pk, email_identity(canonical_email(email)))
        return Member.objects.filter(pk=pk).first()

    def enrol(self, *newcomers: Newcomer) -> list[Outcome]:
        with transaction.atomic():
            return enrol(group_id=self.group.pk, newcomers=newcomers)


def a_roll() -> Roll:
    group = a_group()
    return Roll(group, {role: staff_of(group, role) for role in Role})


def newcomer(
    email: str = "ana@example.org", *, minutes: float | None = 0, ref: str = "keep-it", **known: Any
) -> Newcomer:
    """Somebody who ticked the box under a petition and confirmed `minutes` from now; None: a list
    says that they agreed."""
    at = timezone.now() + timedelta(minutes=minutes or 0)
    person = {"given_name": "Ana", "family_name": "Castillo", "email": email, **known}
    listed = minutes is None
    return Newcomer(
        identity=email_identity(canonical_email(email)),
        person=person_from(person),
        source_kind=MemberSource.IMPORT if listed else MemberSource.PETITION,
        source_ref=ref,
        place=("US", "CA", "Oakland"),
        agreement=Agreement("list:1" if listed else "2026-1", at, "en"),
        confirmed_at=None if listed else at,
    )
