"""What events need today: those of one's groups in the next seven days."""

from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from events.models import Event, EventState
from events.selectors.event import in_brief
from events.selectors.rsvp import Turnout, turnouts
from events.when import when_text
from groups.selectors.staff import standing_of
from pages.desk_frame import first_address
from pages.todo import MOST, Todo

AHEAD = timedelta(days=7)
FEW = 5
FEW_OF_CAPACITY = 0.2


def events_soon(actor: Actor) -> list[Todo]:
    """Today's with the list at the door; then those that are full, or to which few come."""
    now = timezone.now()
    rows = Event.objects.filter(
        group__in=standing_of(actor).group_ids,
        state=EventState.OPEN,
        ends_at__gt=now,
        starts_at__lt=now + AHEAD,
    )
    events = list(in_brief(rows).order_by("starts_at", "pk")[: 2 * MOST])
    seats = turnouts(events)
    found = (_todo(event, seats[event.pk]) for event in events)
    return list(islice((item for item in found if item is not None), MOST))


def _todo(event: Event, turnout: Turnout) -> Todo | None:
    names = {"title": event.title, "city": event.city}
    if _is_today(event):
        words = _("Today: %(title)s, %(city)s – check people in") % names
        door = reverse("check-in", args=[event.slug])
        return Todo(words, door, when_text(event), is_urgent=True)
    if event.capacity is not None and turnout.seats >= event.capacity:
        words = _("Full: %(title)s, %(city)s") % names
        detail = _("%(count)d wait for a seat.") % {"count": turnout.waiting}
    elif turnout.seats < max(FEW, FEW_OF_CAPACITY * (event.capacity or 0)):
        words = _("Few come: %(title)s, %(city)s") % names
        detail = _("%(count)d come so far.") % {"count": turnout.seats}
    else:
        return None
    address = first_address(event.slug, "desk-event", "event")
    return Todo(words, address, f"{when_text(event)} {detail}")


def _is_today(event: Event) -> bool:
    """By the event's own calendar."""
    return event.local_date == timezone.now().astimezone(ZoneInfo(event.timezone)).date()
