"""A city, county or district that a campaign pursues, and how far it has come there."""

from django.db import models

from campaign.models.campaign import Campaign
from groups.models import Group


class LocalityKind(models.TextChoices):
    CITY = "city"
    COUNTY = "county"
    DISTRICT = "district"


class Stage(models.TextChoices):
    """In the order of a model text's way through a council; any step may be skipped or undone."""

    LATER = "later"
    NEXT = "next"
    CONSIDERING = "considering"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"


class Locality(models.Model):
    """`body` is who decides there, e.g. the city council; `group` the local group, if any.

    `stage_on` is the day of the present stage: adopted on, votes on. `version` serves `If-Match`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="localities")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=8, choices=LocalityKind.choices, default=LocalityKind.CITY)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=40)
    country = models.CharField(max_length=2, default="US")
    body = models.CharField(max_length=120, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="localities")
    stage = models.CharField(max_length=11, choices=Stage.choices, default=Stage.LATER)
    stage_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="locality_once"),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="locality_stage_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LocalityKind.values), name="locality_kind_known"
            ),
        ]


class LocalityStep(models.Model):
    """A stage that a locality reached: its history, the present stage last."""

    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=11, choices=Stage.choices)
    stage_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="locality_step_stage_known"
            )
        ]
