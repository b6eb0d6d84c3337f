"""Reads who of the group's staff looked at a member, for the group's stewards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from groups.models import MemberRead

LATELY = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody looked: `reader` is their name, or address where they gave none; empty for who is
    gone."""

    reader: str
    role: str
    how: str
    at: datetime


def latest_reads(member_id: UUID, *, most: int = LATELY) -> list[Reading]:
    """The latest looks at this member, newest first. Whoever shows them asks the policies first."""
    rows = list(MemberRead.objects.filter(member_id=member_id).order_by("-at", "-pk")[:most])
    people = User.objects.in_bulk({row.user_id for row in rows})
    return [Reading(_name(people.get(row.user_id)), row.role, row.how, row.at) for row in rows]


def _name(user: User | None) -> str:
    return (user.name or user.email) if user else ""
