"""A sealed, immutable set of signatures made for one delivery."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from core.errors import StateConflict
from core.models import StoredFile
from core.models.duty import Duty, DutyState
from petitions.models.petition import Petition


class Split(models.TextChoices):
    NONE = "none"
    STATE = "state"
    CITY = "city"
    COUNT = "count"


class BundleState(models.TextChoices):
    """What people are told of a bundle."""

    REQUESTED = "requested"
    SEALING = "sealing"
    SEALED = "sealed"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


_STATE_OF_DUTY = {
    DutyState.PENDING: BundleState.SEALED,
    DutyState.RUNNING: BundleState.BUILDING,
    DutyState.DONE: BundleState.READY,
    DutyState.FAILED: BundleState.FAILED,
    DutyState.CANCELLED: BundleState.CANCELLED,
}


class Bundle(Duty):
    """The duty is to seal it, and then to build the ZIP of what was frozen at `sealed_at`.

    It is owed from `owed_at` on: the request of who may build it, or the approval by another.

    `texts` are the petition's as they stood then. `secret` (sealed; 32 bytes) is what the leaves'
    salts follow from, `blocks` the roots of the tree's blocks, `manifest` the signed content. A
    bundle that follows another has `since`: it holds what neither that one nor any before it hold.
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
    owed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    texts = models.JSONField(default=dict)
    listed = models.PositiveIntegerField(default=0)
    not_shown = models.PositiveIntegerField(default=0)
    no_name = models.PositiveIntegerField(default=0)
    waterfall = models.JSONField(default=dict)
    done_entries = models.PositiveIntegerField(default=0)
    secret = models.BinaryField(null=True)
    blocks = models.BinaryField(null=True)
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
            models.CheckConstraint(
                condition=~models.Q(state=DutyState.DONE) | models.Q(archive__isnull=False),
                name="bundle_done_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(requested_by=None)
                | models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("requested_by")),
                name="bundle_approved_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None) | models.Q(owed_at__isnull=False),
                name="bundle_sealed_is_owed",
            ),
        ]

    @property
    def signatures(self) -> int:
        """How many signatures were sealed, listed by name or not."""
        return self.listed + self.not_shown + self.no_name

    @property
    def stage(self) -> BundleState:
        """Where it stands, in words for people."""
        if self.sealed_at is None and self.state in (DutyState.PENDING, DutyState.RUNNING):
            return BundleState.REQUESTED if self.owed_at is None else BundleState.SEALING
        return _STATE_OF_DUTY[DutyState(self.state)]

    @property
    def seal_time(self) -> datetime:
        """The cut-off. Raises StateConflict while it is only requested."""
        if self.sealed_at is None:
            raise StateConflict(gettext("This bundle is not sealed yet."), code="bundle.state")
        return self.sealed_at

    @property
    def split_rule(self) -> str:
        """As it is asked for: none, state, city or count:N."""
        return f"count:{self.split_count}" if self.split == Split.COUNT else str(self.split)


class BundlePart(models.Model):
    """A part of the split, numbered from 1; its two files are there once it is built.

    Lines are numbered through the bundle: the part's begin at `first`.
    """

    bundle = models.ForeignKey(
        Bundle, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    first = models.PositiveIntegerField()
    signatures = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=0)
    names = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    sheets = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    @property
    def files(self) -> tuple[StoredFile, StoredFile]:
        """Its sheets and its names. Raises StateConflict until it is built."""
        if self.sheets is None or self.names is None:
            raise StateConflict(gettext("This part is not built yet."), code="bundle.state")
        return self.sheets, self.names

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "number"], name="bundle_part_number"),
            models.CheckConstraint(
                condition=models.Q(names=None, sheets=None)
                | models.Q(names__isnull=False, sheets__isnull=False),
                name="bundle_part_both_files",
            ),
        ]


class BundleEntry(models.Model):
    """One frozen signature; `part` 0 holds those that are counted and not listed by name.

    `sealed` is a copy as it stood at the seal, of the listed only, erased once the bundle is
    built. `number` and `leaf` are its place in the tree, known when its part is built.
    """

    bundle = models.ForeignKey(
        Bundle, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    part = models.PositiveIntegerField()
    signature_id = models.UUIDField()
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    sealed = models.BinaryField(null=True)
    number = models.PositiveIntegerField(null=True)
    leaf = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [models.Index(fields=["bundle", "part"], name="bundle_entry_part")]
        constraints = [
            models.UniqueConstraint(fields=["signature_id", "bundle"], name="bundle_entry_once"),
            models.UniqueConstraint(fields=["bundle", "number"], name="bundle_entry_number"),
            models.CheckConstraint(
                condition=models.Q(part__gt=0) | models.Q(sealed=None),
                name="bundle_entry_hidden_has_no_name",
            ),
        ]
