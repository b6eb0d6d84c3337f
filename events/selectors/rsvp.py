"""Reads who comes: counts for those who plan, people for those who may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.errors import Forbidden
from core.links import LinkNoLongerValid
from events.models import Event, Rsvp, RsvpState
from events.models.rsvp import COMING, SEATS
from events.policies import may_check_in, may_read_people
from events.rsvp_form import guest_of
from events.rsvp_identity import rsvp_id
from events.services.rsvp_reading import note_reading
from groups.selectors.staff import standing_of
from groups.vault_owner import group_owner


@dataclass(frozen=True)
class Turnout:
    """RSVPs by state; `here` those who were checked in. `seats` (going) and `seats_here` count the
    guests they bring, too."""

    going: int = 0
    waiting: int = 0
    cancelled: int = 0
    seats: int = 0
    here: int = 0
    seats_here: int = 0


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
    ids = [event.pk for event in events]
    going, waiting = Q(state=RsvpState.GOING), Q(state=RsvpState.WAITING)
    here = Q(checked_in_at__isnull=False)
    rows = (
        Rsvp.objects.filter(event__in=ids)
        .order_by()
        .values("event_id")
        .annotate(
            going=Count("pk", filter=going),
            waiting=Count("pk", filter=waiting),
            cancelled=Count("pk", filter=Q(state=RsvpState.CANCELLED)),
            seats_going=Sum(SEATS, filter=going, default=0),
            here=Count("pk", filter=here),
            seats_here=Sum(SEATS, filter=here, default=0),
        )
    )
    found = {row["event_id"]: _turnout(row) for row in rows}
    return {pk: found.get(pk, Turnout()) for pk in ids}


def guest_list(*, event: Event, actor: Actor) -> list[Guest]:
    """Who comes, by name, those waiting last. In full for stewards, and audited; else masked.

    Raises Forbidden for who is not of the event's group.
    """
    standing = standing_of(actor)
    if not may_check_in(standing, event):
        raise Forbidden(gettext("The list is for staff of the event's group."))
    in_full = may_read_people(standing, event)
    rows = list(Rsvp.objects.filter(event=event, state__in=COMING).order_by("number"))
    if in_full and rows:
        note_reading(event=event, people=len(rows), actor=actor)
    sealer = vault.sealer(group_owner(event.group_id))
    guests = [
        guest_in(row, guest_of(sealer.unseal(row.pk, bytes(row.sealed or b""))), in_full=in_full)
        for row in rows
    ]
    return sorted(guests, key=lambda guest: (guest.state, guest.name.casefold()))


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


def rsvps_of(identity: bytes) -> list[UUID]:
    """The ids of the RSVPs by which this person (identity of 32 bytes) still comes. Every event's
    id is computed: a third of a second for 50,000 events, so for erasing and not for a page."""
    ids = [rsvp_id(pk, identity) for pk in Event.objects.values_list("pk", flat=True).iterator()]
    rows = Rsvp.objects.filter(pk__in=ids, state__in=sorted(COMING))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def place_in_line(rsvp: Rsvp) -> int:
    """1 for the next who gets a seat."""
    ahead = Rsvp.objects.filter(event=rsvp.event_id, state=RsvpState.WAITING)
    return ahead.filter(number__lte=rsvp.number).count()


def _turnout(row: Mapping[str, Any]) -> Turnout:
    counts = {name: row[name] for name in ("going", "waiting", "cancelled", "here", "seats_here")}
    return Turnout(seats=row["seats_going"], **counts)


def guest_in(row: Rsvp, person: dict[str, str], *, in_full: bool) -> Guest:
    """The row with its person as a host sees them."""
    given, family = person.get("given_name", ""), person.get("family_name", "")
    known = {name: person.get(name, "") for name in ("email", "phone")} if in_full else {}
    return Guest(
        rsvp_id=row.pk,
        name=f"{given} {family if in_full else _initial(family)}".strip(),
        guests=row.guests,
        state=row.state,
        is_here=row.checked_in_at is not None,
        **known,
    )


def _initial(family: str) -> str:
    return f"{family[0]}." if family else ""
