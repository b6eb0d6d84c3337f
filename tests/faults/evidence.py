"""Reads the rows that the judge compares, once all is calm."""

import time
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Now

from core import vault
from core.models import Message
from core.models.duty import DutyState
from events.models import Event, Reminder, Rsvp
from events.rsvp_form import guest_of
from groups.vault_owner import group_owner
from tests.faults.programs import Programs
from tests.faults.records import Database, EventRow, MessageRow, ReminderRow, RsvpRow

OWED = [DutyState.PENDING, DutyState.RUNNING]


def is_calm() -> bool:
    """Whether nothing is owed: no reminder is due, and no message waits, due or not.

    Reminders first: one that comes due between the questions has its messages seen.
    """
    due = Q(state=DutyState.PENDING, due_at__lte=Now()) | Q(state=DutyState.RUNNING)
    waits = Message.objects.filter(state__in=OWED)
    return not (Reminder.objects.filter(due).exists() or waits.exists())


def wait_for_calm(*, seconds: float, programs: Programs) -> float:
    """Returns when nothing is owed; the time at which that was so. Programs that end by themselves
    are started again meanwhile, as the supervisor does."""
    end = time.time() + seconds
    while True:
        at = time.time()
        if is_calm():
            return at
        programs.mend()
        assert at < end, "\n".join(
            [f"still owed after {seconds} seconds:", *_owed(), *programs.last_words()]
        )
        time.sleep(0.2)


def _owed() -> Iterator[str]:
    """The rows that keep it from being calm, without whom they are about."""
    for model in (Reminder, Message):
        for row in model.objects.filter(state__in=OWED).order_by("due_at")[:20]:
            yield (
                f"{model.__name__} {row.pk} of kind {row.kind}: {row.state}, due {row.due_at},"
                f" {row.attempts} attempts, {row.last_error or 'no error'}, leased until"
                f" {row.lease_until}"
            )


def read_database(slugs: Collection[str]) -> Database:
    """The rows of these events, personal data unsealed."""
    events = Event.objects.filter(slug__in=slugs)
    rsvps = list(Rsvp.objects.filter(event__in=events).select_related("event"))
    messages = Message.objects.filter(about__in=[rsvp.pk for rsvp in rsvps])
    reminders = Reminder.objects.filter(event__in=events).select_related("event")
    return Database(
        events=[
            EventRow(row.slug, row.state, row.capacity, row.seats_taken, row.people_waiting)
            for row in events
        ],
        rsvps=[_rsvp_row(row) for row in rsvps],
        reminders=[
            ReminderRow(
                row.event.slug, row.kind, row.time_version, row.state, row.due_at.timestamp()
            )
            for row in reminders
        ],
        messages=[MessageRow(row.message_id, row.dedup_key, row.state) for row in messages],
    )


def _rsvp_row(row: Rsvp) -> RsvpRow:
    sealed = vault.unseal(group_owner(row.event.group_id), row.pk, bytes(row.sealed or b""))
    return RsvpRow(
        event=row.event.slug,
        person=guest_of(sealed)["email"],
        state=row.state,
        seats=row.seats,
        number=row.number,
        promoted_at=_seconds(row.promoted_at),
    )


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
