"""Objects of member lists that pages of the desk address: Ana Castillo is planted in each."""

from uuid import UUID

from accounts.models import User
from campaign.services.member_export import decide_export
from core.actors import Actor
from groups.member_filter import HELD_BY_GROUP
from groups.models import ExportVerdict, MemberExport, Role
from groups.services.group_message import write_message
from groups.services.member_export import request_export
from groups.services.member_export_build import export_pass
from groups.services.tag import tag_members
from tests.groups.member_lists import previewed, take_in
from tests.groups.rolls import Roll, newcomer
from tests.permission_scenes import GUEST, PLANTED, World
from tests.stories import staff_of


def _member(world: World, role: str, column: str) -> dict[str, str]:
    """Ana, whom a steward put on the group's list."""
    story, index = world.story_and_group(role, column)
    roll = Roll(story.groups[index], {Role.STEWARD: story.person(group=index, role=Role.STEWARD)})
    member = roll.member(GUEST) or roll.add(email=GUEST)
    return {"slug": roll.group.slug, "member_id": str(member.pk)}


def _member_tag(world: World, role: str, column: str) -> dict[str, str]:
    """A tag that Ana has."""
    names = _member(world, role, column)
    story, index = world.story_and_group(role, column)
    steward = story.actor(group=index, role=Role.STEWARD)
    tag_members(
        group=story.groups[index], member_ids=[UUID(names["member_id"])], add="river", actor=steward
    )
    return {"slug": names["slug"], "tag": "river"}


def _previewed_list(world: World, role: str, column: str) -> dict[str, str]:
    """A list that waits for a decision: a row in conflict with Ana, and one that is rejected."""
    _member(world, role, column)
    story, index = world.story_and_group(role, column)
    row = previewed(story.groups[index], f"email,name\n{GUEST},Bo Lee\nnone,Castillo\n")
    return {"slug": story.groups[index].slug, "public_id": str(row.public_id)}


def _taken_list(world: World, role: str, column: str) -> dict[str, str]:
    """A list that was taken in."""
    story, index = world.story_and_group(role, column)
    row = take_in(story.groups[index], f"email,name\n{GUEST},Ana Castillo\n")
    return {"slug": story.groups[index].slug, "public_id": str(row.public_id)}


def _an_export(world: World, role: str, column: str, by: User) -> MemberExport:
    """A request for what a file of it tells of nobody."""
    _member(world, role, column)
    story, index = world.story_and_group(role, column)
    return request_export(
        group=story.groups[index],
        reason="For the phone bank",
        wanted=HELD_BY_GROUP,
        columns=("city",),
        file_format="csv",
        actor=Actor(user_id=by.pk),
    )


def _member_export(world: World, role: str, column: str) -> dict[str, str]:
    """A request of a steward who is not in the matrix."""
    story, index = world.story_and_group(role, column)
    steward = staff_of(story.groups[index], Role.STEWARD)
    return {"public_id": str(_an_export(world, role, column, steward).public_id)}


def _ready_export(world: World, role: str, column: str) -> dict[str, str]:
    """What the group's own steward asked for, approved by another and ready to be taken."""
    story, index = world.story_and_group(role, column)
    export = _an_export(world, role, column, story.person(group=index, role=Role.STEWARD))
    second = Actor(user_id=staff_of(export.group, Role.STEWARD).pk)
    decide_export(public_id=export.public_id, verdict=ExportVerdict.APPROVED, actor=second)
    export_pass()
    return {"public_id": str(export.public_id)}


def _message(world: World, role: str, column: str) -> dict[str, str]:
    """A draft that Ana would get."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    Roll(group, {}).enrol(newcomer(GUEST))
    writer = story.actor(group=index)
    draft = write_message(group=group, data={"subject": PLANTED, "text": PLANTED}, actor=writer)
    return {"slug": group.slug, "public_id": str(draft.public_id)}


MEMBER_OBJECTS = {
    "member": _member,
    "member tag": _member_tag,
    "previewed list": _previewed_list,
    "taken list": _taken_list,
    "member export": _member_export,
    "ready export": _ready_export,
    "message": _message,
}
