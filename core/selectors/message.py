"""Reads the outbox: what could not be sent."""

from django.db.models import Count

from core.models.duty import DutyState
from core.models.message import Message


def states_by_key(*, prefix: str) -> dict[str, int]:
    """How many messages whose keys begin so are in each state; what is in none is absent."""
    rows = Message.objects.filter(dedup_key__startswith=prefix).order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def dead_letters() -> list[tuple[str, str, int]]:
    """Kind, last error and number of the messages that failed for good."""
    failed = Message.objects.filter(state=DutyState.FAILED).values("kind", "last_error")
    return [
        (row["kind"], row["last_error"], row["number"])
        for row in failed.annotate(number=Count("pk")).order_by("kind", "last_error")
    ]
