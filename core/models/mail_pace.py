"""How fast mail may go to each domain, known only by a keyed hash of its name."""

from django.db import models


class MailPace(models.Model):
    """`free_at` is the next time that nobody has booked; until `paused_until` nothing goes."""

    key = models.BinaryField(primary_key=True, max_length=32)
    free_at = models.DateTimeField(db_index=True)
    paused_until = models.DateTimeField(null=True)
