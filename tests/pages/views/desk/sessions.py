"""People at the desk: who is signed in, and what they do there."""

from typing import Any

from django.test import Client

from accounts.models import User
from groups.models import Role
from tests.stories import Coalition


def signed_in(user: User) -> Client:
    """A browser with a session of that person."""
    client = Client()
    client.force_login(user)
    return client


def staff_at(story: Coalition, *, group: int = 0, role: Role = Role.COORDINATOR) -> Client:
    """Who has this role in the group of this index, signed in."""
    return signed_in(story.person(group=group, role=role))


def refusals(answer: Any) -> list[str]:
    """The fields that the page finds fault with."""
    context = answer.context
    return [error.field for error in context["form"].errors]


def taken(answer: Any) -> bytes:
    """The content of a download."""
    return b"".join(answer.streaming_content)
