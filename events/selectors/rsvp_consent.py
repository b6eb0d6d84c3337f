"""Reads which groups somebody who comes wants to hear from."""

from events.models import Rsvp
from groups.models import Group


def group_names_waiting(rsvp: Rsvp) -> list[str]:
    """The groups that they ticked and their mailbox has not confirmed, by name."""
    waiting = rsvp.consents.filter(due_at=None, enrolled_at=None).values("group")
    return list(
        Group.objects.filter(pk__in=waiting).order_by("name").values_list("name", flat=True)
    )
