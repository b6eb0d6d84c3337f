"""Rows of a list that could not be used, with line and reason."""

import uuid

from django.db import models

from petitions.models.signature_import import SignatureImport


class RejectedRow(models.Model):
    """`sealed` holds the row's cells under the petition's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signature_import = models.ForeignKey(
        SignatureImport, on_delete=models.CASCADE, related_name="rejected_rows"
    )
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    sealed = models.BinaryField()
