"""One plan carried out in many cities: what each city's event is like until the city changes it."""

from django.db import models

from campaign.models import Campaign
from groups.models import Group


class Timing(models.TextChoices):
    """`local`: at that time on each city's clocks. `instant`: at one instant everywhere."""

    LOCAL = "local"
    INSTANT = "instant"


class Action(models.Model):
    """On `date`, or on the days from `date` to `until`. `timezone` is whose clocks `local_time`
    means where all begin at one instant. `text` is Markdown, `reminders` as
    `events.reminder_rule` writes them. `version` serves `If-Match`.
    """

    slug = models.SlugField(max_length=60, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="actions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=50_000, blank=True)
    date = models.DateField()
    until = models.DateField(null=True)
    timing = models.CharField(max_length=7, choices=Timing.choices, default=Timing.LOCAL)
    timezone = models.CharField(max_length=40, blank=True)
    local_time = models.TimeField()
    duration_minutes = models.PositiveIntegerField()
    venue_hint = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    reminders = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(timing__in=Timing.values), name="action_timing_known"
            ),
            models.CheckConstraint(
                condition=models.Q(timing=Timing.LOCAL) ^ ~models.Q(timezone=""),
                name="action_instant_has_zone",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("date")),
                name="action_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
