"""A common effort with a target and a demand."""

from django.db import models

from groups.models import Group


class CampaignState(models.TextChoices):
    DRAFT = "draft"
    PUBLIC = "public"
    ENDED = "ended"


TRANSITIONS: dict[str, frozenset[str]] = {
    CampaignState.DRAFT: frozenset({CampaignState.PUBLIC}),
    CampaignState.PUBLIC: frozenset({CampaignState.ENDED}),
    CampaignState.ENDED: frozenset({CampaignState.PUBLIC}),
}
PUBLIC_STATES = frozenset({CampaignState.PUBLIC, CampaignState.ENDED})


class Campaign(models.Model):
    """`story` is Markdown, sanitised when shown. `version` serves `If-Match`."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    lead = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="led_campaigns")
    target = models.CharField(max_length=200)
    demand = models.TextField(max_length=5000)
    story = models.TextField(max_length=50000, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=CampaignState.choices, default=CampaignState.PUBLIC
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CampaignState.values), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
