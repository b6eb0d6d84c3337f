"""What events need today: those of one's groups in the next seven days."""

from datetime import timedelta
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
    seats = turnouts(events) if events else {}
    found = [_todo(event, seats[event.pk]) for event in events]
    return [item for item in found if item is not None][:MOST]


def _todo(event: Event, turnout: Turnout) -> Todo | None:
    names = {"title": event.title, "city": event.city}
    when = when_text(event)
    if _is_today(event):
        words = _("Today: %(title)s, %(city)s – check people in") % names
        return Todo(words, reverse("check-in", args=[event.slug]), when, is_urgent=True)
    address = first_address(event.slug, "desk-event", "event")
    if event.capacity is not None and turnout.seats >= event.capacity:
        waiting = _("%(count)d wait for a seat.") % {"count": turnout.waiting}
        return Todo(_("Full: %(title)s, %(city)s") % names, address, f"{when} {waiting}")
    if turnout.seats < max(FEW, FEW_OF_CAPACITY * (event.capacity or 0)):
        few = _("%(count)d come so far.") % {"count": turnout.seats}
        return Todo(_("Few come: %(title)s, %(city)s") % names, address, f"{when} {few}")
    return None


def _is_today(event: Event) -> bool:
    """By the event's own calendar."""
    return event.local_date == timezone.now().astimezone(ZoneInfo(event.timezone)).date()
