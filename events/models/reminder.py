"""That the people going to an event are to be reminded at a time before it."""

from django.db import models
from django.db.models import Q

from core.models.duty import Duty, DutyState
from events.models.event import Event


class Reminder(Duty):
    """One for each kind and version of the event's time; done once its messages are owed.

    `people` is how many were owed one. Cancelled with `skipped_late` where it was due before it
    was planned, with `moved` or `event_cancelled` where that happened first.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="planned_reminders")
    kind = models.CharField(max_length=40)
    time_version = models.PositiveIntegerField()
    people = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="reminder_due", condition=Q(state=DutyState.PENDING)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "kind", "time_version"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="reminder_state_known"
            ),
        ]
