"""Reads the outbox: what is owed, what left, what could not be sent. Never to whom."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from core.models.duty import DutyState
from core.models.message import Message

LATELY = timedelta(hours=24)
OWED = (DutyState.PENDING, DutyState.RUNNING)
# From one kind to the next by the index `message_sent_kinds`, each counted from its own stretch of
# it: a third of what grouping the messages costs.
_SENT_OF_GROUPS = """
    WITH RECURSIVE known AS (
        SELECT listed.id AS group_id,
            (SELECT min(kind) FROM core_message
             WHERE group_id = listed.id AND state = 'done') AS kind
        FROM unnest(%(groups)s::bigint[]) AS listed (id)
        UNION ALL
        SELECT known.group_id,
            (SELECT min(kind) FROM core_message
             WHERE group_id = known.group_id AND state = 'done' AND kind > known.kind)
        FROM known WHERE known.kind IS NOT NULL
    )
    SELECT kind, sum((
        SELECT count(*) FROM core_message AS message
        WHERE message.group_id = known.group_id AND message.kind = known.kind
          AND message.state = 'done' AND message.finished_at > %(since)s
    ))::bigint FROM known WHERE kind IS NOT NULL GROUP BY kind
"""


@dataclass(frozen=True)
class MessageCounts:
    """Messages of one kind: waiting, being sent, sent within LATELY, failed for good."""

    kind: str
    pending: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Failures:
    """Messages of one kind that failed for good for one reason."""

    kind: str
    last_error: str
    number: int


def states_by_key(*, prefix: str) -> dict[str, int]:
    """How many messages whose keys begin so are in each state; what is in none is absent."""
    rows = Message.objects.filter(dedup_key__startswith=prefix).order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def dead_letters() -> list[tuple[str, str, int]]:
    """Kind, last error and number of the messages that failed for good."""
    return [(row.kind, row.last_error, row.number) for row in failures_of(None)]


def message_counts(
    group_ids: Collection[int] | None, failed: Collection[Failures] | None = None
) -> list[MessageCounts]:
    """By kind, of what goes out in the groups' names; None: of all, the service's own with it.
    `failed` are their failures where these are known already.

    What left lately is counted from an index; what is owed or failed is few. Of all it is not: the
    whole outbox is read.
    """
    rows = _of(group_ids)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    owed = rows.filter(state__in=OWED).values("kind", "state").annotate(number=Count("pk"))
    for row in owed.order_by():
        counts[row["kind"]][row["state"]] = row["number"]
    for kind, number in _sent_lately(group_ids).items():
        counts[kind][DutyState.DONE] = number
    for failures in failures_of(group_ids) if failed is None else failed:
        of_kind = counts[failures.kind]
        of_kind[DutyState.FAILED] = of_kind.get(DutyState.FAILED, 0) + failures.number
    return [MessageCounts(kind, **counts[kind]) for kind in sorted(counts)]


def failures_of(group_ids: Collection[int] | None) -> list[Failures]:
    """What failed for good, by kind and reason."""
    failed = _of(group_ids).filter(state=DutyState.FAILED).values("kind", "last_error")
    return [
        Failures(row["kind"], row["last_error"], row["number"])
        for row in failed.annotate(number=Count("pk")).order_by("kind", "last_error")
    ]


def troubled_messages(group_ids: Collection[int] | None) -> QuerySet[Message]:
    """What failed for good, the latest first; then what will be tried again, by its next try."""
    troubled = Q(state=DutyState.FAILED) | Q(state__in=OWED) & ~Q(last_error="")
    rows = (
        _of(group_ids)
        .filter(troubled)
        .only("kind", "state", "attempts", "last_error", "due_at", "finished_at")
    )
    return rows.order_by(F("finished_at").desc(nulls_last=True), "due_at", "pk")


def _sent_lately(group_ids: Collection[int] | None) -> dict[str, int]:
    since = timezone.now() - LATELY
    if group_ids is None:
        lately = Message.objects.filter(state=DutyState.DONE, finished_at__gt=since)
        return dict(lately.order_by().values_list("kind").annotate(number=Count("pk")))
    with connection.cursor() as cursor:
        cursor.execute(_SENT_OF_GROUPS, {"groups": list(group_ids), "since": since})
        return {kind: number for kind, number in cursor.fetchall() if number}


def _of(group_ids: Collection[int] | None) -> QuerySet[Message]:
    rows = Message.objects.all()
    return rows if group_ids is None else rows.filter(group_id__in=group_ids)
