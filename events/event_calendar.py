"""Events as calendar files show them. Reads rows that are given; asks nothing of the database.

No position is given: all that is known is the middle of the city, and a map would pin that.
"""

from collections.abc import Sequence
from datetime import UTC
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.markdown import plain_words
from events.calendar_file import CalendarEvent, write_calendar
from events.links import event_url, public_url
from events.models import Event, EventState
from events.sealed_place import Whereabouts, public_whereabouts

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRIVATE_HINT = _("The address is sent to those who come")


def calendar_of(events: Sequence[Event], *, name: str) -> bytes:
    """A calendar for everyone: private addresses are absent, cancelled events are kept."""
    return write_calendar([_entry(event, public_whereabouts(event)) for event in events], name=name)


def calendar_for(event: Event, where: Whereabouts | None) -> bytes:
    """One event's calendar for one person; `where` is what this person may know, if anything."""
    return write_calendar([_entry(event, where)], name=event.title)


def _entry(event: Event, where: Whereabouts | None) -> CalendarEvent:
    zone = ZoneInfo(event.timezone)
    host = urlsplit(public_url()).hostname or "localhost"
    known = where.line if where is not None else str(PRIVATE_HINT)
    return CalendarEvent(
        uid=f"{event.uid}@{host}",
        sequence=event.sequence,
        is_cancelled=event.state == EventState.CANCELLED,
        title=_title(event),
        text=_text(event),
        url=event_url(event.slug),
        starts_at=event.starts_at.astimezone(zone),
        ends_at=event.ends_at.astimezone(zone),
        location=", ".join(part for part in (known, event.place_name) if part),
        changed_at=event.changed_at.astimezone(UTC),
        created_at=event.created_at.astimezone(UTC),
    )


def _title(event: Event) -> str:
    if event.state != EventState.CANCELLED:
        return event.title
    return gettext("Cancelled: %(title)s") % {"title": event.title}


def _text(event: Event) -> str:
    """What the event is, where that was read with it, and how people get in."""
    known = "" if "text" in event.get_deferred_fields() else plain_words(event.text)
    return "\n\n".join(part for part in (known, event.accessibility) if part)
