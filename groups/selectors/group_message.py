"""Reads messages to members: those of a group, and how many one would reach. Never who."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, NotFound
from groups.models import Group, GroupMessage, Member, MemberState
from groups.policies import is_staff, may_know_group
from groups.selectors.staff import standing_of

KIND = "groups.message"


def messages_of(*, group: Group, actor: Actor) -> QuerySet[GroupMessage]:
    """The group's messages for its staff, latest first.

    Raises NotFound outside the group, Forbidden for administrators and tokens.
    """
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if actor.token_id is not None or not is_staff(standing, group.pk):
        raise Forbidden(gettext("Messages are for staff of the group."))
    rows = GroupMessage.objects.filter(group=group).select_related("group", "written_by")
    return rows.order_by("-pk")


def get_message(*, group: Group, public_id: UUID, actor: Actor) -> GroupMessage:
    """One message of the group. Raises as `messages_of`."""
    message = messages_of(group=group, actor=actor).filter(public_id=public_id).first()
    if message is None:
        raise NotFound(gettext("There is no such message."))
    return message


def recipients(message: GroupMessage) -> QuerySet[Member]:
    """Whom the message would be owed to now: active members who agreed, can be written to, and
    are of its place and tag. Mailboxes that want no mail are found out when it is sent."""
    rows = Member.objects.filter(
        group=message.group_id, state=MemberState.ACTIVE, consented=True, contactable=True
    )
    place = {name: getattr(message, name) for name in ("country", "region", "city")}
    rows = rows.filter(**{name: value for name, value in place.items() if value})
    return rows.filter(tags__contains=[message.tag]) if message.tag else rows


def recipient_count(*, message: GroupMessage, actor: Actor) -> int:
    """How many the message would reach, for whoever may write it. Raises as `messages_of`."""
    messages_of(group=message.group, actor=actor)
    return recipients(message).count()


def key_prefix(message_id: int) -> str:
    """With what the keys of all letters of one message begin; the member's id follows."""
    return f"group_message:{message_id}:"
