"""What is on its way to the people of an event, and what could not be sent. Names nobody."""

from dataclasses import dataclass

from django.db.models import Count

from core.models import Message
from core.models.duty import DutyState
from events.models import Event, Rsvp

UNSENT = (DutyState.PENDING, DutyState.RUNNING, DutyState.FAILED)


@dataclass(frozen=True)
class UnsentMail:
    """So many messages of a kind. `is_failed`: nobody tries again; `error` is a code."""

    kind: str
    is_failed: bool
    error: str
    number: int


def unsent_mail(event: Event) -> list[UnsentMail]:
    """By kind, what failed first. Few rows in the whole outbox are unsent: it looks at those."""
    about_event = Rsvp.objects.filter(event=event).values("pk")
    rows = Message.objects.filter(state__in=UNSENT, about__in=about_event)
    counted = rows.values("kind", "state", "last_error").annotate(number=Count("pk"))
    found = [
        UnsentMail(row["kind"], row["state"] == DutyState.FAILED, row["last_error"], row["number"])
        for row in counted
    ]
    return sorted(found, key=lambda mail: (not mail.is_failed, mail.kind, mail.error))
