"""Every further delivery of a signature by another source, list or form."""

from django.db import models

from petitions.models.signature import Signature, SignatureState
from petitions.models.signature_import import SignatureImport
from petitions.models.source import Source


class Receipt(models.Model):
    """`times` counts this source's (or import's) deliveries; `sealed` is what it said of the
    person. No foreign-key triggers on what is never deleted, as at `Consent`.
    """

    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, related_name="receipts", db_index=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    signature_import = models.ForeignKey(
        SignatureImport, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    state = models.CharField(max_length=11, choices=SignatureState.choices)
    times = models.PositiveIntegerField(default=1)
    named = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "source", "signature_import"],
                nulls_distinct=False,
                name="receipt_once",
            )
        ]
