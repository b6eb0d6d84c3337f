"""A group's place in a campaign's coalition, by invitation and acceptance."""

from django.db import models

from campaign.models.campaign import Campaign
from groups.models import Group


class PartnerState(models.TextChoices):
    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


class Partner(models.Model):
    """The lead group is an active partner from the start."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="partners")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="partnerships")
    state = models.CharField(
        max_length=8, choices=PartnerState.choices, default=PartnerState.INVITED
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "group"], name="partner_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=PartnerState.values), name="partner_state_known"
            ),
        ]
