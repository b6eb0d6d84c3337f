"""The rate limiter's state for the times when Redis is away."""

from django.db import models


class Throttle(models.Model):
    """`key` is a keyed hash; `full_at` is when the bucket's allowance is used up (GCRA)."""

    key = models.BinaryField(primary_key=True, max_length=32)
    full_at = models.DateTimeField(db_index=True)
