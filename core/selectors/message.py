"""Reads the outbox: what could not be sent."""

from django.db.models import Count

from core.models.duty import DutyState
from core.models.message import Message


def dead_letters() -> list[tuple[str, str, int]]:
    """Kind, last error and number of the messages that failed for good."""
    failed = Message.objects.filter(state=DutyState.FAILED).values("kind", "last_error")
    return [
        (row["kind"], row["last_error"], row["number"])
        for row in failed.annotate(number=Count("pk")).order_by("kind", "last_error")
    ]
