"""Files sealed in chunks in the database: every machine sees them and keys shred them."""

import uuid

from django.db import models
from django.utils import timezone


class StoredFile(models.Model):
    """`owner_kind`/`owner_key` name the vault owner; `complete` turns true with the last chunk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_kind = models.CharField(max_length=20)
    owner_key = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(default=0)
    sha256 = models.BinaryField(max_length=32, null=True)
    complete = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True)


class StoredChunk(models.Model):
    """The `number`th sealed piece of a file; its associated data is `id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="stored_chunk_number")
        ]
