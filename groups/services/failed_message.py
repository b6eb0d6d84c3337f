"""Owes what could not be sent in a group's name again, when its staff say so."""

from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.errors import NotFound
from core.models import Message
from core.services.audit_entry import record
from core.services.message import owe_failures_again
from groups.models import Group
from groups.selectors.group import visible_to
from groups.selectors.group_message import KIND
from groups.services.group_message_sending import resume_messages


def owe_messages_again(*, actor: Actor, kind: str, last_error: str) -> int:
    """All of a kind that failed for one reason, of the actor's groups; a platform administrator's
    are those of all groups and the service's own. Returns how many."""
    return _owe_again(actor, {"kind": kind, "reason": last_error}, None)


def owe_message_again(*, actor: Actor, message_id: UUID) -> int:
    """One message; 0 when it has not failed or is none of the actor's."""
    return _owe_again(actor, {"message": str(message_id)}, message_id)


def _owe_again(actor: Actor, detail: dict[str, str], message_id: UUID | None) -> int:
    groups = list(visible_to(actor).order_by("pk")[:1000])
    if not groups:
        raise NotFound
    ids = None if actor.is_platform_admin else [group.pk for group in groups]
    with transaction.atomic():
        number = owe_failures_again(
            group_ids=ids,
            kind=detail.get("kind", ""),
            last_error=detail.get("reason", ""),
            message_id=message_id,
        )
        if number and _are_letters(detail.get("kind", ""), message_id):
            resume_messages(ids)
        if number:
            _audit(groups, actor, {**detail, "number": number})
    return number


def _are_letters(kind: str, message_id: UUID | None) -> bool:
    """Whether what is owed again are letters of messages to members."""
    if message_id is None:
        return kind == KIND
    return Message.objects.filter(pk=message_id, kind=KIND).exists()


def _audit(groups: list[Group], actor: Actor, detail: dict[str, str | int]) -> None:
    only = groups[0].pk if len(groups) == 1 and not actor.is_platform_admin else None
    record(
        actor=actor,
        action="messages.owed_again",
        subject=groups[0],
        group_id=only,
        detail=detail,
    )
