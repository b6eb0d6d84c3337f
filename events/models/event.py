"""One gathering in one city, alone or part of an action."""

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.timezone import now as present_time

from campaign.models import Campaign
from events.local_time import Moment
from events.models.action import Action
from groups.models import Group
from petitions.models import Bundle, Delivery


class EventState(models.TextChoices):
    """What is kept. `full` and `past` follow from seats and time: see `Stage`."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"


class Stage(models.TextChoices):
    """What people are told of an event."""

    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    CANCELLED = "cancelled"
    PAST = "past"


TRANSITIONS: dict[str, frozenset[str]] = {
    EventState.DRAFT: frozenset({EventState.OPEN}),
    EventState.OPEN: frozenset({EventState.CANCELLED}),
    EventState.CANCELLED: frozenset({EventState.OPEN}),
}
PUBLIC_STATES = frozenset({EventState.OPEN, EventState.CANCELLED})
# What a city has of its plan until it says otherwise.
FOLLOWED = ("title", "text", "time", "duration_minutes", "venue_hint", "capacity", "reminders")


class Event(models.Model):
    """`local_date`, `local_time`, `timezone` and `fold` are what people said; `starts_at` and
    `ends_at` the instants computed from them by `events.local_time`.

    A private event's venue, address and directions are in `sealed_place` alone, under the group's
    key, and its position is its city's. `uid` names it in calendars and is what the place is
    sealed for. Of its counters, `time_version` grows with each change of when or where,
    `sequence` with each change that calendars must learn of, `version` with every change.
    `seats_taken` and `people_waiting` (the RSVPs in line) are kept where there is a capacity.
    `own_fields` are those of FOLLOWED that the city changed.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="events")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="events")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="events")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=50_000, blank=True)

    country = models.CharField(max_length=2, default="US")
    region = models.CharField(max_length=40)
    city = models.CharField(max_length=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_private = models.BooleanField(default=False)
    venue_hint = models.CharField(max_length=200, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    directions = models.TextField(max_length=2000, blank=True)
    sealed_place = models.BinaryField(null=True)
    accessibility = models.TextField(max_length=2000, blank=True)

    timezone = models.CharField(max_length=40)
    local_date = models.DateField()
    local_time = models.TimeField()
    fold = models.PositiveSmallIntegerField(default=0)
    duration_minutes = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    capacity = models.PositiveIntegerField(null=True)
    seats_taken = models.PositiveIntegerField(default=0)
    people_waiting = models.PositiveIntegerField(default=0)
    reminders = models.JSONField()
    own_fields = ArrayField(models.CharField(max_length=20), default=list)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="events")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True)

    state = models.CharField(max_length=9, choices=EventState.choices, default=EventState.OPEN)
    version = models.PositiveIntegerField(default=1)
    time_version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=present_time)
    changed_at = models.DateTimeField(default=present_time)

    class Meta:
        indexes = [
            models.Index(fields=["starts_at"], name="event_starts"),
            models.Index(fields=["action", "starts_at"], name="event_of_action"),
            models.Index(fields=["campaign", "ends_at"], name="event_of_campaign"),
            GistIndex(
                Func(F("longitude"), F("latitude"), function="point"),
                name="event_position",
                condition=Q(state=EventState.OPEN),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="event_state_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")),
                name="event_seats_within_capacity",
            ),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(venue="", address="", directions=""),
                name="event_private_place_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="event_fold"),
            models.CheckConstraint(
                condition=Q(delivery=None) | Q(bundle__isnull=False),
                name="event_delivery_of_a_bundle",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def start(self) -> Moment:
        """The wall time and zone as people said them."""
        local = datetime.combine(self.local_date, self.local_time)
        return Moment(local, self.timezone, self.fold)

    def set_start(self, start: Moment) -> None:
        """Sets the wall time, the zone, and the instants that follow from them."""
        self.local_date, self.local_time = start.local.date(), start.local.time()
        self.timezone, self.fold = start.zone, start.fold
        self.starts_at = start.instant
        self.ends_at = self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def place_name(self) -> str:
        """Oakland, CA."""
        return f"{self.city}, {self.region}" if self.region else self.city

    def seats_free(self) -> int | None:
        """How many more may come; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.seats_taken

    def could_seat(self, seats: int) -> bool:
        """Whether so many have room in all. A capacity of nothing is a waiting list for parties of
        every size: nobody knows yet how much room there will be."""
        return not self.capacity or seats <= self.capacity

    def has_begun(self) -> bool:
        """Whether its start has come: too late to answer, to move it or to be reminded."""
        return self.starts_at <= present_time()

    def stage_at(self, now: datetime) -> Stage:
        """What people are told of it at that time. Full is also where somebody waits already."""
        if self.state != EventState.OPEN:
            return Stage(self.state)
        if self.ends_at <= now:
            return Stage.PAST
        free = self.seats_free()
        return Stage.FULL if free is not None and (free <= 0 or self.people_waiting) else Stage.OPEN

    @property
    def stage(self) -> Stage:
        return self.stage_at(present_time())
