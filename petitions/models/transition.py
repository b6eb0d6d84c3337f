"""The history of each signature: every change of its state after it arrived."""

from django.conf import settings
from django.db import models

from petitions.models.petition import Petition
from petitions.models.signature import Signature, SignatureState
from petitions.models.signature_import import SignatureImport


class Cause(models.TextChoices):
    CONFIRMED = "confirmed"
    LIST = "list"
    UNDO = "undo"
    WITHDRAWN = "withdrawn"
    NOT_ME = "not_me"
    SIGNED_AGAIN = "signed_again"
    INVALIDATED = "invalidated"


class Transition(models.Model):
    """No foreign-key triggers on what is never deleted, as at `Consent`."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="transitions")
    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    from_state = models.CharField(max_length=11, choices=SignatureState.choices)
    to_state = models.CharField(max_length=11, choices=SignatureState.choices)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    at = models.DateTimeField()
    signature_import = models.ForeignKey(
        SignatureImport,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False
    )
