"""Takes an RSVP in. What people later decide about theirs is `services.rsvp_decision`."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from campaign.models.campaign import PUBLIC_STATES as PUBLIC_CAMPAIGN
from core import prepared, vault
from core.errors import Invalid, NotFound, StateConflict, Unavailable
from events.models import EventState
from events.models.event import PUBLIC_STATES
from events.models.rsvp import most_guests
from events.rsvp_form import SUBSCRIBE, RsvpForm, sealed_guest
from events.rsvp_identity import rsvp_id
from events.selectors.event_groups import groups_behind
from events.services.rsvp_statement import run_rsvp_statement
from groups.identity import email_identity
from groups.models.consent_wording import PRESENT
from groups.vault_owner import group_owner

ATTEMPTS = 5
_TARGET = """
    SELECT event.id, event.group_id, event.campaign_id, event.capacity, event.state,
        campaign.state, event.starts_at <= now()
    FROM events_event AS event JOIN campaign_campaign AS campaign ON campaign.id = event.campaign_id
    WHERE event.slug = $1
"""


class _Target(NamedTuple):
    """What answering needs of an event; the statement itself checks again that it is open."""

    event_id: int
    group_id: int
    campaign_id: int
    capacity: int | None
    state: str
    campaign_state: str
    has_begun: bool


def answer_event(*, slug: str, form: RsvpForm) -> None:
    """Comes to the event, or waits for a seat; tells the mailbox which, and not the caller.

    Who comes already changes nothing by answering again. Raises NotFound, also for a draft;
    StateConflict event.cancelled or event.past, Invalid for a group to hear from that is not
    behind the event, or a party larger than the room, whether or not this person comes already.
    """
    identity, person = email_identity(form.email.canonical), sealed_guest(form)
    for _attempt in range(ATTEMPTS):
        target = _open_target(slug)
        require_room(target.capacity, form.guests)
        row_id = rsvp_id(target.event_id, identity)
        sealed = vault.sealer(group_owner(target.group_id)).seal(row_id, person)
        groups = _subscribed(target, form.subscribe) if form.subscribe else []
        values = (str(row_id), target.event_id, form.guests, sealed, groups, PRESENT)
        _, settled = run_rsvp_statement(values, is_limited=target.capacity is not None)
        if settled:
            return
    raise Unavailable(gettext("Too many answers of one person at once."), retry_after=1)


def require_room(capacity: int | None, guests: int) -> None:
    """Raises Invalid for a party that the event could not seat though nobody else came."""
    if guests > most_guests(capacity):
        raise Invalid.field(
            "guests",
            "too_many",
            gettext("There is room for %(capacity)s in all.") % {"capacity": capacity},
        )


def _subscribed(target: _Target, slugs: Sequence[str]) -> list[int]:
    known = groups_behind(group_id=target.group_id, campaign_id=target.campaign_id)
    by_slug = dict(known.values_list("slug", "pk"))
    if not set(slugs) <= by_slug.keys():
        raise Invalid.field("subscribe", "unknown", _(SUBSCRIBE))
    return [by_slug[slug] for slug in slugs]


def _open_target(slug: str) -> _Target:
    row = prepared.first_row(_TARGET, [slug], types="text")
    target = None if row is None else _Target(*row)
    if (
        target is None
        or target.state not in PUBLIC_STATES
        or target.campaign_state not in PUBLIC_CAMPAIGN
    ):
        raise NotFound(_("There is no such event."), code="event.unknown")
    if target.state == EventState.CANCELLED:
        raise StateConflict(_("This event is cancelled."), code="event.cancelled")
    if target.has_begun:
        raise StateConflict(_("This event has begun, or is over."), code="event.past")
    return target
