"""A demand that people sign: its texts, its rules and its state."""

from django.db import models

from campaign.models import Campaign
from groups.models import Group


class PetitionState(models.TextChoices):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DELIVERED = "delivered"


TRANSITIONS: dict[str, frozenset[str]] = {
    PetitionState.DRAFT: frozenset({PetitionState.OPEN}),
    PetitionState.OPEN: frozenset({PetitionState.CLOSED, PetitionState.DELIVERED}),
    PetitionState.CLOSED: frozenset({PetitionState.OPEN, PetitionState.DELIVERED}),
    PetitionState.DELIVERED: frozenset(),
}
PUBLIC_STATES = frozenset({PetitionState.OPEN, PetitionState.CLOSED, PetitionState.DELIVERED})


class Confirmation(models.TextChoices):
    REQUIRED = "required"
    NONE = "none"


class DisplayRule(models.TextChoices):
    """Whose names may be shown: as the signer says, or nobody's."""

    SIGNER = "signer"
    NEVER = "never"


class Petition(models.Model):
    """`goal` grows in steps past the count; `people_per_mailbox` is 2 where couples share one."""

    slug = models.SlugField(max_length=60, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="petitions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="petitions")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=50000)
    target = models.CharField(max_length=200)
    goal = models.PositiveIntegerField(default=100)
    state = models.CharField(
        max_length=10, choices=PetitionState.choices, default=PetitionState.DRAFT
    )
    confirmation = models.CharField(
        max_length=8, choices=Confirmation.choices, default=Confirmation.REQUIRED
    )
    display_rule = models.CharField(
        max_length=8, choices=DisplayRule.choices, default=DisplayRule.SIGNER
    )
    show_comments = models.BooleanField(default=True)
    people_per_mailbox = models.PositiveSmallIntegerField(default=1)
    consent_wording = models.CharField(max_length=40, default="2026-1")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PetitionState.values), name="petition_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(people_per_mailbox__in=[1, 2]), name="petition_mailbox_people"
            ),
        ]

    def __str__(self) -> str:
        return self.slug
