"""What somebody who may not decide about suspects thinks should become of them."""

from django.conf import settings
from django.db import models

from petitions.models.petition import Petition
from petitions.models.source import Source

LONGEST_NOTE = 500


class Verdict(models.TextChoices):
    KEEP = "keep"
    EXCLUDE = "exclude"


class SuspectProposal(models.Model):
    """About all suspects of one `reason` that came through one source. It stands until they are
    decided about, or somebody proposes otherwise."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20)
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "reason"], name="suspect_proposal_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="suspect_proposal_verdict"
            ),
        ]
