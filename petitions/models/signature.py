"""One person's name under one petition. Its primary key is its identity."""

from django.db import models

from petitions.models.petition import Petition
from petitions.models.signature_import import SignatureImport
from petitions.models.source import Source


class SignatureState(models.TextChoices):
    """How good the evidence is, weakest first; the last two are ends."""

    UNCONFIRMED = "unconfirmed"
    HASHED = "hashed"
    ATTESTED = "attested"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"


STRENGTH: dict[str, int] = {
    SignatureState.UNCONFIRMED: 0,
    SignatureState.HASHED: 1,
    SignatureState.ATTESTED: 2,
    SignatureState.CONFIRMED: 3,
}
COUNTED = frozenset({SignatureState.HASHED, SignatureState.ATTESTED, SignatureState.CONFIRMED})
ENDED = frozenset({SignatureState.WITHDRAWN, SignatureState.INVALIDATED})


class Display(models.TextChoices):
    NAME = "name"
    ANONYMOUS = "anonymous"


class Signature(models.Model):
    """The counted facts are clear; everything that names a person is in `sealed`.

    `id` is a UUIDv8 over petition and identity (`petitions.identity`): it is the
    deduplication. `sealed` and `pending` are JSON sealed under the petition's key;
    `pending` is what a person typed online on a row that other evidence had made
    before, and takes the place of `sealed` when they confirm. `repeats` counts further
    deliveries by the very source (and import) that brought it; other sources' are `Receipt` rows.
    `form` counts how often the form was sent again, suspect ones left out: what was ticked in an
    earlier one and not in the latest is no longer asked for, and a link confirms only what its
    mail's form had ticked.
    `suspect` says why it may be no person's (`petitions.selectors.suspect_signature`); one that
    was excluded keeps the reason, which tells it from what somebody said was not them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # No foreign-key triggers here: each insert would lock the one petition row that all signers
    # share. The insert itself reads the petition; petitions, sources, imports are never deleted.
    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    signature_import = models.ForeignKey(
        SignatureImport,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )
    state = models.CharField(max_length=11, choices=SignatureState.choices)
    named = models.BooleanField()
    display = models.CharField(max_length=9, choices=Display.choices)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    slot = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    suspect = models.CharField(max_length=20, blank=True, default="")
    form = models.PositiveIntegerField(default=0, db_default=0)
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)
    pending = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["petition", "received_at"], name="signature_petition_time"),
            models.Index(
                fields=["petition", "-received_at", "-id"],
                condition=~models.Q(suspect="") & models.Q(state="unconfirmed"),
                name="signature_suspect",
            ),
            # Few, however many signed: a bundle asks which of them it holds.
            models.Index(
                fields=["petition"],
                condition=models.Q(state__in=["invalidated", "withdrawn"]),
                name="signature_gone",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SignatureState.values), name="signature_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(display__in=Display.values), name="signature_display_known"
            ),
            models.CheckConstraint(
                condition=models.Q(named=False) | models.Q(sealed__isnull=False),
                name="signature_name_is_sealed",
            ),
        ]
