"""Mails that a package wrote itself (sign-in), kept sealed until they are sent."""

import uuid

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """`sealed` is the mail as JSON, sealed under the platform's key; the message is about `id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
