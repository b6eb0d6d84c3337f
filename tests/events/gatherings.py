"""Situations of events: a plan in several cities, people who come, mails that were sent.

story = coalition_of(2)
event = an_event(story, capacity=2)
answer(event, "ana", guests=1)
"""

import datetime as dt
import itertools
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from core.actors import SYSTEM
from core.models import Message
from core.models.duty import DutyState
from core.outbox import Mail, composer
from events.event_place import find_place
from events.local_time import Moment, resolve
from events.models import Action, Event, Rsvp
from events.rsvp_form import read_rsvp_form
from events.rsvp_identity import rsvp_id
from events.services.action import create_action
from events.services.event import create_event, create_events_of
from events.services.rsvp import answer_event
from groups.identity import DEFAULT_RULES, email_identity
from tests.stories import Coalition

_numbers = itertools.count(1)
SEVEN_CITIES = (
    ("Minneapolis", "MN"),
    ("Portland", "OR"),
    ("Seattle", "WA"),
    ("San Francisco", "CA"),
    ("Arlington", "VA"),
    ("Washington", "DC"),
    ("New York", "NY"),
)


def in_days(days: float, *, at: str = "12:00", zone: str = "America/New_York") -> Moment:
    """A wall time some days ahead, on the clocks of a zone."""
    day = (dt.datetime.now(ZoneInfo(zone)) + dt.timedelta(days=days)).date()
    return resolve(dt.datetime.combine(day, time.fromisoformat(at)), zone, fold=0)


def an_event(
    story: Coalition,
    *,
    group: int = 0,
    start: Moment | None = None,
    city: str = "New York",
    region: str = "NY",
    **fields: Any,
) -> Event:
    """An open event of the group of this index, ten days ahead at noon in New York."""  # fmt: skip
    slug = fields.pop("slug", f"event-{next(_numbers)}")
    return create_event(
        campaign=story.campaign,
        group=story.groups[group],
        start=start or in_days(10),
        place=find_place(city=city, region=region),
        actor=SYSTEM,
        slug=slug,
        confirm=True,
        **{"title": "Rally for the clinic", "duration_minutes": 120, **fields},
    )


def a_private_event(story: Coalition, **fields: Any) -> Event:
    """A meeting at somebody's home."""
    return an_event(
        story, is_private=True, venue="Hidden Hearth", address="77 Whisper Lane", **fields
    )


def an_action(story: Coalition, *, group: int = 0, days: float = 10, **plan: Any) -> Action:
    """Noon there, two hours; a plan of the group of this index."""
    return create_action(
        slug=plan.pop("slug", f"action-{next(_numbers)}"),
        title=plan.pop("title", "Day of the clinic"),
        campaign=story.campaign,
        group=story.groups[group],
        date=plan.pop("date", in_days(days).local.date()),
        local_time=plan.pop("local_time", time(12)),
        duration_minutes=120,
        actor=SYSTEM,
        **plan,
    )


def in_seven_cities(story: Coalition, action: Action) -> list[Event]:
    """Its events, all of the lead group."""
    cities = [
        (story.lead, {"city": city, "region": region, "venue": f"{city} Hall"})
        for city, region in SEVEN_CITIES
    ]
    return create_events_of(action=action, cities=cities, actor=SYSTEM)


def answer(event: Event, name: str, *, guests: int = 0, given_name: str = "") -> Rsvp:
    """The person comes (or waits); the RSVP as it is then."""
    person = {
        "given_name": given_name or name.title(),
        "family_name": "Castillo",
        "email": mailbox(name),
        "guests": guests,
    }
    answer_event(slug=event.slug, form=read_rsvp_form(person, DEFAULT_RULES))
    return rsvp_of(event, name)


def rsvp_of(event: Event, name: str) -> Rsvp:
    return Rsvp.objects.get(pk=rsvp_id(event.pk, email_identity(mailbox(name).lower())))


def mailbox(name: str) -> str:
    return f"{name}@guests.example"


def composed(rsvp: Rsvp, kind: str) -> list[Mail | None]:
    """What would be sent now of each message of a kind that is owed to this person."""
    owed = Message.objects.filter(
        about=rsvp.pk, kind=kind, state__in=[DutyState.PENDING, DutyState.RUNNING]
    )
    return [composer(message.kind)(message) for message in owed.order_by("created_at")]


def owed_kinds(rsvp: Rsvp) -> list[str]:
    """The kinds of what is owed to this person and not sent, in order."""
    owed = Message.objects.filter(about=rsvp.pk, state=DutyState.PENDING).order_by("kind")
    return list(owed.values_list("kind", flat=True))
