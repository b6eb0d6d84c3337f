"""Owes messages that are due to all their members at once, and keeps count while they leave."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models.functions import Now

from core.actors import SYSTEM
from core.dispatcher import PassResult
from core.models.duty import DutyState
from core.selectors.message import states_by_key
from core.services.audit_entry import record
from core.services.message import owe_statement
from groups.models import GroupMessage, GroupMessageState
from groups.selectors.group_message import KIND, key_prefix

WAITING = (DutyState.PENDING, DutyState.RUNNING)
_OWED = f"""
    SELECT '{KIND}' AS kind, member_id AS about,
        'group_message:' || message_id || ':' || member_id AS dedup_key, send_at AS due_at,
        group_id
    FROM recipient
"""  # noqa: S608 - constants of our own
# One statement for all that are due; the key (message, member) is owed once, however many workers
# run it. What changes in the list meanwhile the composer of each letter looks at again.
_SEND = f"""
    WITH due AS MATERIALIZED (
        SELECT * FROM groups_groupmessage
        WHERE state = 'scheduled' AND send_at <= now() FOR UPDATE SKIP LOCKED
    ), recipient AS MATERIALIZED (
        SELECT due.id AS message_id, due.send_at, due.group_id, member.id AS member_id
        FROM due JOIN groups_member AS member ON member.group_id = due.group_id
        WHERE member.state = 'active' AND member.consented AND member.contactable
          AND due.country IN ('', member.country) AND due.region IN ('', member.region)
          AND due.city IN ('', member.city) AND (due.tag = '' OR due.tag = ANY (member.tags))
    ), owed AS ({owe_statement(_OWED, of_group="group_id")}
    ), people AS (
        SELECT message_id, count(*) AS number FROM recipient GROUP BY message_id
    )
    UPDATE groups_groupmessage AS message
    SET state = 'sending', started_at = now(),
        people = coalesce((SELECT number FROM people WHERE message_id = due.id), 0)
    FROM due WHERE message.id = due.id
"""  # noqa: S608 - constants of our own


def group_message_pass() -> PassResult:
    """Owes what is due. Sending is the outbox's, so it counts nothing as sent."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SEND)
        begun = int(cursor.rowcount)
    return PassResult(pending=begun)


def group_message_count_pass() -> PassResult:
    """Brings the figures of what is on its way up to date, and ends what has left whole."""
    on_their_way = GroupMessage.objects.filter(started_at__isnull=False, finished_at=None)
    for pk in on_their_way.values_list("pk", flat=True):
        _count(pk)
    return PassResult()


def resume_messages(group_ids: Collection[int] | None) -> None:
    """Letters that failed were owed again: the groups' messages (None: all) that ended with some
    are on their way once more, until they are counted anew."""
    ended = GroupMessage.objects.filter(state=GroupMessageState.SENT, failed__gt=0)
    if group_ids is not None:
        ended = ended.filter(group__in=group_ids)
    ended.update(state=GroupMessageState.SENDING, finished_at=None)


def _count(pk: int) -> None:
    states = states_by_key(prefix=key_prefix(pk))
    figures = {
        "sent": states.get(DutyState.DONE, 0),
        "failed": states.get(DutyState.FAILED, 0),
        "dropped": states.get(DutyState.CANCELLED, 0),
    }
    waiting = sum(states.get(state, 0) for state in WAITING)
    with transaction.atomic():
        row = GroupMessage.objects.select_for_update().get(pk=pk)
        for name, number in figures.items():
            setattr(row, name, number)
        if not waiting:
            row.finished_at = Now()
            if row.state == GroupMessageState.SENDING:
                row.state = GroupMessageState.SENT
        row.save(update_fields=[*figures, "finished_at", "state"])
        if not waiting:
            _audit_end(row, figures)


def _audit_end(row: GroupMessage, figures: dict[str, int]) -> None:
    record(
        actor=SYSTEM,
        action="group_message.finished",
        subject=row,
        group_id=row.group_id,
        detail=figures,
    )
