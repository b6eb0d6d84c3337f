"""That somebody who answered an event wants to hear from one group."""

from django.db import models

from events.models.rsvp import Rsvp
from groups.models import Group


class RsvpConsent(models.Model):
    """`due_at` is when the mailbox confirmed, and empty again once the person is on the group's
    list (`enrolled_at`; `services.rsvp_enrolment`). Until then `last_form` is the latest form that
    ticked the group, and `first_form` the one since which every form did (`Rsvp.form`).

    No foreign-key triggers, as at the RSVP."""

    rsvp = models.ForeignKey(
        Rsvp, on_delete=models.CASCADE, related_name="consents", db_index=False, db_constraint=False
    )
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    wording = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(null=True)
    first_form = models.PositiveIntegerField(default=0, db_default=0)
    last_form = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="rsvp_consent_due"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["rsvp", "group"], name="rsvp_consent_once")]
