"""Reads who comes: counts for those who plan, people for those who may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from core import vault
from core.links import LinkNoLongerValid
from events.models import Event, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.rsvp_form import guest_of
from events.rsvp_identity import rsvp_id
from groups.vault_owner import group_owner

# In the order of Turnout's fields. Written out, since an organizer's every look asks it.
_TURNOUTS = """
    SELECT event_id,
        count(*) FILTER (WHERE state = 'going'),
        count(*) FILTER (WHERE state = 'waiting'),
        count(*) FILTER (WHERE state = 'cancelled'),
        coalesce(sum(1 + guests) FILTER (WHERE state = 'going'), 0),
        count(checked_in_at),
        coalesce(sum(1 + guests) FILTER (WHERE checked_in_at IS NOT NULL), 0),
        count(*) FILTER (WHERE state = 'waiting' AND checked_in_at IS NOT NULL)
    FROM events_rsvp WHERE event_id = ANY(%s) GROUP BY event_id
"""


@dataclass(frozen=True)
class Turnout:
    """RSVPs by state; `here` those who were checked in, `waiting_here` those of them who wait.
    `seats` (going) and `seats_here` count the guests they bring, too."""

    going: int = 0
    waiting: int = 0
    cancelled: int = 0
    seats: int = 0
    here: int = 0
    seats_here: int = 0
    waiting_here: int = 0

    @property
    def in_line(self) -> int:
        """Who waits and is not here."""
        return self.waiting - self.waiting_here


@dataclass(frozen=True)
class Guest:
    """One who comes, as a host sees them: `name` masked to "Ana C." except for stewards."""

    rsvp_id: UUID
    name: str
    guests: int
    state: str
    is_here: bool
    email: str = ""
    phone: str = ""


def turnouts(events: Iterable[Event]) -> Mapping[int, Turnout]:
    """By event id, in one query. Whoever shows them asks the policies first."""
    found = {event.pk: Turnout() for event in events}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_TURNOUTS, [[*found]])
            found |= {event_id: Turnout(*counts) for event_id, *counts in cursor}
    return found


def own_rsvp(rsvp_id: UUID) -> tuple[Rsvp, dict[str, str]]:
    """The RSVP behind a link, with its person: empty once it was cancelled.

    Raises LinkNoLongerValid when there is none.
    """
    rows = Rsvp.objects.select_related("event__campaign", "event__group", "event__action")
    rsvp = rows.filter(pk=rsvp_id).first()
    if rsvp is None:
        raise LinkNoLongerValid
    if rsvp.sealed is None:
        return rsvp, {}
    owner = group_owner(rsvp.event.group_id)
    return rsvp, guest_of(vault.unseal(owner, rsvp.pk, bytes(rsvp.sealed)))


def has_answer(event: Event, rsvp_id: UUID) -> bool:
    """Whether the RSVP is one of this event."""
    return Rsvp.objects.filter(event=event, pk=rsvp_id).exists()


def rsvps_of(identity: bytes) -> list[UUID]:
    """The ids of the RSVPs by which this person (identity of 32 bytes) still comes. Every event's
    id is computed: a third of a second for 50,000 events, so for erasing and not for a page."""
    ids = [rsvp_id(pk, identity) for pk in Event.objects.values_list("pk", flat=True).iterator()]
    rows = Rsvp.objects.filter(pk__in=ids, state__in=sorted(COMING))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def in_line(event: Event) -> QuerySet[Rsvp]:
    """Those who wait and could be seated, the next first. A party that is larger than the room (its
    capacity was lowered) waits beside the line."""
    waiting = Rsvp.objects.filter(event=event, state=RsvpState.WAITING).order_by("number")
    return waiting.filter(guests__lt=event.capacity) if event.capacity else waiting


def place_in_line(rsvp: Rsvp) -> int:
    """1 for the next who gets a seat."""
    return in_line(rsvp.event).filter(number__lte=rsvp.number).count()


def guest_in(
    rsvp_id: UUID, person: dict[str, str], *, state: str, guests: int, is_here: bool, in_full: bool
) -> Guest:
    """An RSVP with its person as a host sees them."""
    known = {name: person.get(name, "") for name in ("email", "phone")} if in_full else {}
    return Guest(
        rsvp_id=rsvp_id,
        name=shown_name(person, in_full=in_full),
        guests=guests,
        state=state,
        is_here=is_here,
        **known,
    )


def shown_name(person: Mapping[str, str], *, in_full: bool) -> str:
    """Ana Castillo; "Ana C." for who may not know more."""
    given, family = person.get("given_name", ""), person.get("family_name", "")
    return f"{given} {family if in_full else _initial(family)}".strip()


def _initial(family: str) -> str:
    return f"{family[0]}." if family else ""
