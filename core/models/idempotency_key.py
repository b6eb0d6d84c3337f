"""Answers kept by idempotency key, so that a retried POST is answered, not repeated."""

from django.db import models


class IdempotencyKey(models.Model):
    """`key`, `fingerprint`: keyed hashes; `answer` is sealed. `status` is null while running."""

    key = models.BinaryField(primary_key=True, max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
