"""Browsers of a group's staff, for tests of the desk."""

from django.test import Client

from accounts.models import User
from groups.models import Role
from tests.groups.rolls import Roll


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def browser(roll: Roll, role: Role = Role.STEWARD) -> Client:
    """The browser of the one in this role."""
    return signed_in(roll.people[role])


def members_path(roll: Roll, rest: str = "") -> str:
    return f"/desk/groups/{roll.group.slug}/members/{rest}"
