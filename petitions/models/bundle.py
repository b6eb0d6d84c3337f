"""A sealed, immutable set of signatures made for one delivery."""

import uuid

from django.conf import settings
from django.db import models

from core.models import StoredFile
from core.models.duty import Duty
from petitions.models.petition import Petition


class Split(models.TextChoices):
    NONE = "none"
    STATE = "state"
    CITY = "city"
    COUNT = "count"


class Bundle(Duty):
    """The duty is to build the ZIP of what was frozen at `sealed_at`.

    `manifest` is the signed content, known once built; `root` the Merkle root.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="bundles")
    number = models.PositiveIntegerField()
    since = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    split = models.CharField(max_length=6, choices=Split.choices, default=Split.NONE)
    split_count = models.PositiveIntegerField(null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sealed_at = models.DateTimeField()
    signatures = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    waterfall = models.JSONField(default=dict)
    done_entries = models.PositiveIntegerField(default=0)
    manifest = models.JSONField(null=True)
    root = models.CharField(max_length=64, blank=True)
    archive = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "number"], name="bundle_number"),
            models.CheckConstraint(
                condition=models.Q(split="count") ^ models.Q(split_count=None),
                name="bundle_split_count",
            ),
        ]


class BundleEntry(models.Model):
    """One frozen signature. `sealed` is a copy as it stood at the seal, erased once built."""

    bundle = models.ForeignKey(
        Bundle, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    ordinal = models.PositiveIntegerField()
    signature_id = models.UUIDField()
    state = models.CharField(max_length=11)
    deliverable = models.BooleanField()
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    sealed = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "ordinal"], name="bundle_entry_ordinal"),
            models.UniqueConstraint(fields=["signature_id", "bundle"], name="bundle_entry_once"),
        ]
