"""Who comes to an event, page by page in the order of their answers: for lists of thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden
from core.vault import Sealer
from events.models import Event, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.policies import may_check_in, may_read_people
from events.rsvp_form import guest_of
from events.selectors.rsvp import Guest, guest_in
from events.services.rsvp_reading import note_reading
from groups.selectors.staff import standing_of
from groups.vault_owner import group_owner

PAGE = 50


@dataclass(frozen=True)
class GuestRow:
    """One of the list. `is_confirmed`: the mailbox has answered."""

    guest: Guest
    received_at: datetime
    is_confirmed: bool
    is_muted: bool

    @property
    def rsvp_id(self) -> UUID:
        return self.guest.rsvp_id


@dataclass(frozen=True)
class GuestPage:
    """`next_after` is where the next page begins, None on the last; `first` the place in line (or
    on the list) of the first row, from 1."""

    rows: Sequence[GuestRow]
    first: int
    next_after: int | None


def guest_page(
    *, event: Event, state: RsvpState, after: int, actor: Actor, size: int = PAGE
) -> GuestPage:
    """Those in this state whose number is greater than `after`, in the order in which they
    answered: that of the waiting line. In full for stewards, and audited; else masked.

    Raises Forbidden for who is not of the event's group.
    """
    standing = standing_of(actor)
    if not may_check_in(standing, event):
        raise Forbidden(gettext("The list is for staff of the event's group."))
    in_full = may_read_people(standing, event)
    answers = Rsvp.objects.filter(event=event, state=state).order_by("number")
    found = list(answers.filter(number__gt=after)[: size + 1])
    rows = found[:size]
    if in_full and rows:
        people = Rsvp.objects.filter(event=event, state__in=COMING).count()
        note_reading(event=event, people=people, actor=actor)
    sealer = vault.sealer(group_owner(event.group_id))
    return GuestPage(
        rows=[_row(row, sealer, in_full) for row in rows],
        first=1 + (answers.filter(number__lte=after).count() if after else 0),
        next_after=rows[-1].number if len(found) > size else None,
    )


def _row(row: Rsvp, sealer: Sealer, in_full: bool) -> GuestRow:
    person = guest_of(sealer.unseal(row.pk, bytes(row.sealed or b"")))
    guest = guest_in(
        row.pk, person, in_full=in_full,
        state=row.state, guests=row.guests, is_here=row.checked_in_at is not None,
    )  # fmt: skip
    return GuestRow(
        guest,
        received_at=row.received_at,
        is_confirmed=row.confirmed_at is not None,
        is_muted=row.muted_at is not None,
    )
