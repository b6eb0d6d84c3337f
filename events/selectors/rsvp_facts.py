"""What a mail about an RSVP needs to know, in one statement that is planned once.

A mailing asks this for each letter, at the time of sending. The ORM would take twice as long to
write the same statement as everything else that a letter takes.
"""

from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from core import prepared
from events.models import EarlierPlan, Event, Rsvp
from groups.models import Group

# What no mail shows: texts of a page, and what must be decoded.
_LEFT_OUT = {"text", "reminders", "own_fields"}


def _fields(model: type[Model]) -> list[str]:
    """The attributes that are read; each is named as its column."""
    return [field.attname for field in model._meta.concrete_fields if field.name not in _LEFT_OUT]


_OF_RSVP, _OF_EVENT, _OF_GROUP = _fields(Rsvp), _fields(Event), _fields(Group)
_OF_PLAN = _fields(EarlierPlan)
_EVENT_AT = len(_OF_RSVP)
_GROUP_AT = _EVENT_AT + len(_OF_EVENT)
_SELECTED = ", ".join(
    f"{alias}.{name}"
    for alias, names in (("rsvp", _OF_RSVP), ("event", _OF_EVENT), ("host", _OF_GROUP))
    for name in names
)
_FACTS = f"""
    SELECT {_SELECTED}, statement_timestamp() FROM events_rsvp AS rsvp
    JOIN events_event AS event ON event.id = rsvp.event_id
    JOIN groups_group AS host ON host.id = event.group_id
    WHERE rsvp.id = $1
"""  # noqa: S608 - names of our own columns


def rsvp_with_event(rsvp_id: UUID) -> tuple[Rsvp, datetime] | None:
    """The RSVP with its event and the event's group, and the database's time at which they were
    read; None when there is no such RSVP."""
    found = prepared.first_row(_FACTS, [rsvp_id], types="uuid")
    if found is None:
        return None
    *row, read_at = found
    rsvp = Rsvp.from_db(DEFAULT_DB_ALIAS, _OF_RSVP, row[:_EVENT_AT])
    rsvp.event = Event.from_db(DEFAULT_DB_ALIAS, _OF_EVENT, row[_EVENT_AT:_GROUP_AT])
    rsvp.event.group = Group.from_db(DEFAULT_DB_ALIAS, _OF_GROUP, row[_GROUP_AT:])
    return rsvp, read_at


# What a mail that left says counts before what one may have said that failed on its way.
_PLAN_TOLD = f"""
    SELECT {", ".join(_OF_PLAN)} FROM events_earlierplan
    WHERE event_id = $2 AND time_version = (
        SELECT told FROM core_message WHERE about = $1 AND told < $3
        ORDER BY (state = 'done') DESC, told DESC LIMIT 1)
"""  # noqa: S608 - names of our own columns


def plan_told(rsvp: Rsvp) -> EarlierPlan | None:
    """The earlier plan of the event that the person was told last; None where none was, or where
    it was left before such plans were kept."""
    values = [rsvp.pk, rsvp.event_id, rsvp.event.time_version]
    found = prepared.first_row(_PLAN_TOLD, values, types="uuid, bigint, integer")
    return None if found is None else EarlierPlan.from_db(DEFAULT_DB_ALIAS, _OF_PLAN, found)
