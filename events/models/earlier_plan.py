"""When and in which city an event was to be before it moved: what people may have been told."""

from datetime import datetime

from django.db import models

from events.local_time import Moment
from events.models.event import Event


class EarlierPlan(models.Model):
    """One for each version of time and place that the event has left behind.

    As on the event, but without venue and address: those may be private by now. The present
    version is the event itself; moves from before this table was kept left no row.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="earlier_plans")
    time_version = models.PositiveIntegerField()
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=40)
    city = models.CharField(max_length=80)
    timezone = models.CharField(max_length=40)
    local_date = models.DateField()
    local_time = models.TimeField()
    fold = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "time_version"], name="earlier_plan_once"),
        ]

    @property
    def start(self) -> Moment:
        """The wall time and zone as people said them."""
        return Moment(datetime.combine(self.local_date, self.local_time), self.timezone, self.fold)

    @property
    def place_name(self) -> str:
        """Oakland, CA."""
        return f"{self.city}, {self.region}" if self.region else self.city


# What a plan has of its event.
PLANNED = (
    "time_version", "country", "region", "city", "timezone", "local_date", "local_time", "fold",
    "ends_at",
)  # fmt: skip
