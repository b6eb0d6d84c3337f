"""Addresses that must get no more mail, known only by a keyed hash."""

from django.db import models
from django.utils import timezone


class SuppressionReason(models.TextChoices):
    NOT_ME = "not_me"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Suppression(models.Model):
    """`key` is an HMAC over scope and address identity, so the list names nobody."""

    key = models.BinaryField(primary_key=True, max_length=32)
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values),
                name="suppression_reason_known",
            )
        ]
