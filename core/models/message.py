"""The outbox: messages that are owed to people. Rows first, mail second."""

import uuid

from django.db import models

from core.models.duty import Duty, DutyState


class Message(Duty):
    """One owed message. It names what it is about, never to whom: the composer unseals that.

    `kind` picks the composer, `about` is the id of the thing it is about, `dedup_key` makes
    owing it twice harmless, `group_id` the group in whose name it goes out (none: the service's
    own), `message_id` is the stable Message-ID of every attempt.

    `told` is the oldest version of the facts that an attempt may have brought to the person:
    written before the mail leaves and never taken back, whatever became of it.
    `slot_at` is the time that was booked for it at a busy domain, while it waits for that time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    group_id = models.BigIntegerField(null=True)
    about = models.UUIDField()
    dedup_key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=120)
    told = models.PositiveIntegerField(null=True)
    slot_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_claimable",
                condition=models.Q(state__in=[DutyState.PENDING, DutyState.RUNNING]),
            ),
            models.Index(
                fields=["due_at"],
                name="message_booked",
                condition=models.Q(
                    state__in=[DutyState.PENDING, DutyState.RUNNING], slot_at__isnull=False
                ),
            ),
            models.Index(
                fields=["finished_at"],
                name="message_failed",
                condition=models.Q(state=DutyState.FAILED),
            ),
            models.Index(fields=["about"], name="message_about"),
            # What left in a group's name lately is counted from the index alone.
            models.Index(
                fields=["group_id", "kind", "finished_at"],
                name="message_sent_kinds",
                condition=models.Q(state=DutyState.DONE),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DutyState.values), name="message_state_known"
            )
        ]
