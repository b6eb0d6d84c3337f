"""A person's answer to an event: going, waiting, cancelled."""

from django.db import models
from django.db.models import F, Func, Q, Value

from events.models.event import Event


class RsvpState(models.TextChoices):
    GOING = "going"
    WAITING = "waiting"
    CANCELLED = "cancelled"


COMING = frozenset({RsvpState.GOING, RsvpState.WAITING})  # who is told what happens to the event
MOST_GUESTS = 10
NEXT_NUMBER = Func(Value("events_rsvp_number"), function="nextval")


class Rsvp(models.Model):
    """`id` is a UUIDv8 over event and identity (`events.rsvp_identity`): one row a person.

    `sealed` is the person as JSON under the key of the event's group; erased with the
    cancellation. `number` is the place in line, given under the event's lock. `confirmed_at` is
    when the mailbox answered: private addresses are for those. `muted_at`: no reminders wanted.
    `form` counts how often the form was sent again, as `petitions.models.Signature.form` does.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # No foreign-key trigger: the insert itself locks the event; events are never deleted.
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="rsvps", db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=9, choices=RsvpState.choices)
    guests = models.PositiveSmallIntegerField(default=0)
    number = models.BigIntegerField(db_default=NEXT_NUMBER)
    sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    promoted_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    form = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["event", "state", "number"], name="rsvp_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RsvpState.values), name="rsvp_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RsvpState.CANCELLED) ^ Q(sealed__isnull=False),
                name="rsvp_coming_has_a_name",
            ),
            models.CheckConstraint(condition=Q(guests__lte=MOST_GUESTS), name="rsvp_guests"),
        ]

    @property
    def seats(self) -> int:
        """The person and the guests."""
        return 1 + self.guests


SEATS = 1 + F("guests")


def most_guests(capacity: int | None) -> int:
    """How many one person may bring to an event of so many seats."""
    return min(MOST_GUESTS, capacity - 1) if capacity else MOST_GUESTS
