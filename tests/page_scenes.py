"""Objects that only pages of the desk address, beside those of `permission_scenes`.

To add a kind of object, add a builder; those that are about people plant Ana Castillo in them.
"""

import io
from datetime import UTC, datetime
from itertools import count

from accounts.models import User
from core.actors import SYSTEM
from core.models import Message
from core.models.duty import DutyState
from groups.models import Role
from groups.services.invitation import invite_staff
from petitions.services.signature_import import preview_import
from tests.events.gatherings import an_action, an_event, answer
from tests.page_member_scenes import MEMBER_OBJECTS
from tests.permission_scenes import OBJECTS, World
from tests.petitions.signing import sign
from tests.stories import a_group, open_petition_of, staff_of

_numbers = count(1)


def _person(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody else with a role in the group: an organizer of no other group."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    user = staff_of(group, Role.ORGANIZER)
    User.objects.filter(pk=user.pk).update(name="Ana Castillo")
    return {"slug": group.slug, "person": str(user.pk)}


def _staff_invitation(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody whom a coordinator invited to the group."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    sent = invite_staff(
        group=group,
        email="ana@guests.example",
        role=Role.ORGANIZER,
        actor=story.actor(group=index),
    )
    return {"slug": group.slug, "invitation_id": str(sent.pk)}


def _group_without_coordinator(world: World, role: str, column: str) -> dict[str, str]:
    """The same for everyone: a group of nobody."""
    return {"slug": a_group(f"orphan-{next(_numbers)}").slug}


def _step_of_a_campaign(world: World, role: str, column: str) -> dict[str, str]:
    return {**OBJECTS["public campaign"](world, role, column), "state": "ended"}


def _action_without_cities(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    return {"slug": an_action(story, group=group).slug}


def _guest(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody who comes to an event of the group."""
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group)
    return {"slug": event.slug, "rsvp": str(answer(event, "ana").pk)}


def _failed_message(world: World, role: str, column: str) -> dict[str, str]:
    """A mail to a guest of the group that could not be sent."""
    names = _guest(world, role, column)
    message = Message.objects.get(about=names["rsvp"])
    Message.objects.filter(pk=message.pk).update(
        state=DutyState.FAILED, last_error="smtp_550", finished_at=datetime(2026, 7, 1, tzinfo=UTC)
    )
    return {"message": str(message.pk)}


def _list_to_be_named(world: World, role: str, column: str) -> dict[str, str]:
    """A list of signatures whose header says nothing."""
    story, group = world.story_and_group(role, column)
    row, _ = preview_import(
        petition=open_petition_of(story, group=group),
        group=story.groups[group],
        open_file=lambda: io.BytesIO(b"wer,was\nana@guests.example,Ana Castillo\n"),
        name="list.csv",
        actor=SYSTEM,
    )
    return {"public_id": str(row.public_id)}


def _suspect(world: World, role: str, column: str) -> dict[str, str]:
    """A signature of Ana that came through the group too fast."""
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group)
    row = sign(petition, suspect="too_fast", email="ana@guests.example")
    return {"slug": petition.slug, "id": str(row.pk), "source": str(row.source_id)}


PAGE_OBJECTS = {
    **OBJECTS,
    **MEMBER_OBJECTS,
    "person": _person,
    "staff invitation": _staff_invitation,
    "group without coordinator": _group_without_coordinator,
    "step of a campaign": _step_of_a_campaign,
    "suspect": _suspect,
    "list to be named": _list_to_be_named,
    "action without cities": _action_without_cities,
    "guest": _guest,
    "failed message": _failed_message,
}
