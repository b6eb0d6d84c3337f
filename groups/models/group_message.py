"""What a group writes to its members, who get it by the outbox; the writer sees no address."""

import uuid

from django.conf import settings
from django.db import models

from groups.models.group import Group
from groups.models.member import TAG_LENGTH


class GroupMessageState(models.TextChoices):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


# What may still be called off; of what is being sent, that which has not left.
CANCELLABLE = frozenset(
    {GroupMessageState.DRAFT, GroupMessageState.SCHEDULED, GroupMessageState.SENDING}
)
SUBJECT_LENGTH = 120
TEXT_LENGTH = 10_000


class GroupMessage(models.Model):
    """`text` is Markdown. `country`, `region`, `city` and `tag` say to whom; empty means all.

    `people` are those whom it was owed to when sending began; `sent`, `failed` and `dropped` (who
    unsubscribed meanwhile, or whose mailbox wants nothing, or cancelled) grow while it lasts, and
    are their sum once `finished_at` is there.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Messages and members meet over the group; nothing is written per recipient here.
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="messages")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField()
    country = models.CharField(max_length=2, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    tag = models.CharField(max_length=TAG_LENGTH, blank=True, default="")
    state = models.CharField(
        max_length=9, choices=GroupMessageState.choices, default=GroupMessageState.DRAFT
    )
    send_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(null=True)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["group", "-id"], name="group_message_of_group"),
            models.Index(
                fields=["send_at"],
                name="group_message_due",
                condition=models.Q(state=GroupMessageState.SCHEDULED),
            ),
            models.Index(
                fields=["started_at"],
                name="group_message_on_its_way",
                condition=models.Q(started_at__isnull=False, finished_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=GroupMessageState.values),
                name="group_message_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[GroupMessageState.DRAFT, GroupMessageState.CANCELLED])
                | models.Q(send_at__isnull=False),
                name="group_message_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=GroupMessageState.SENT)
                | models.Q(finished_at__isnull=False),
                name="group_message_sent_is_finished",
            ),
        ]
