"""That a signer wants to hear from one group: which wording, when, through which source."""

from django.db import models

from groups.models import Group
from petitions.models.signature import Signature
from petitions.models.source import Source

LISTED = "list:"  # how the wording of a consent begins that a list reports


class Consent(models.Model):
    """No foreign-key triggers on what is never deleted: a list writes thousands of these at once,
    and the checks at commit cost three times the rows.

    `due_at` is since when the person is owed a place on the group's list: when their mailbox
    confirmed, or the list came that carries the consent. It is empty before, and once they are on
    it (`enrolled_at`; `services.consent_enrolment`).

    Until the mailbox confirms, `last_form` is the latest form that ticked the group, and
    `first_form` the one since which every form did (`Signature.form`).
    """

    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_constraint=False)
    wording = models.CharField(max_length=40)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(null=True)
    first_form = models.PositiveIntegerField(default=0, db_default=0)
    last_form = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="consent_due"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["signature", "group"], name="consent_once")]
