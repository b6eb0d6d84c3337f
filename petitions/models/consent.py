"""That a signer wants to hear from one group: which wording, when, through which source."""

from django.db import models

from groups.models import Group
from petitions.models.signature import Signature
from petitions.models.source import Source


class Consent(models.Model):
    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT)
    wording = models.CharField(max_length=40)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signature", "group"], name="consent_once")]
