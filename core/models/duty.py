"""What is owed and when: the shape of every row that a worker acts on."""

from django.db import models
from django.utils import timezone


class DutyState(models.TextChoices):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Duty(models.Model):
    """A due row with a lease. `last_error` is a code, never personal data.

    A row is claimable when it is pending and due, or running with an expired lease.
    `lease_token` names the holder: a holder whose lease went to another must stop.
    """

    state = models.CharField(max_length=10, choices=DutyState.choices, default=DutyState.PENDING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
