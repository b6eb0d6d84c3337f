"""How a time is written for people, in their language: the local one, with the zone's name."""

from datetime import date, time

from django.utils.translation import gettext as _

from core.written_day import written_day
from events.local_time import Moment, in_zone, zone_label
from events.models import EarlierPlan, Event
from events.zone_names import zone_name


def when_text(event: Event | EarlierPlan) -> str:
    """Sunday 12 July 2026, 12:00 pm to 2:00 pm PDT (Pacific Time)."""
    start = event.start
    end = in_zone(event.ends_at, event.timezone)
    until = clock(end.local.time(), event.country)
    if end.local.date() != start.local.date():
        until = f"{day_text(end.local)}, {until}"
    begins = hours_text(event)[0]
    if zone_label(end) != zone_label(start):  # clocks change meanwhile
        begins += f" {zone_label(start)}"
    parts = {"day": day_text(start.local), "start": begins, "end": until, "zone": zone_text(end)}
    return _("%(day)s, %(start)s to %(end)s %(zone)s") % parts


def hours_text(event: Event | EarlierPlan) -> tuple[str, str]:
    """When it starts and ends on the clocks there."""
    end = in_zone(event.ends_at, event.timezone)
    return clock(event.local_time, event.country), clock(end.local.time(), event.country)


def day_text(day: date) -> str:
    """Sunday 12 July 2026."""
    # Translators: Django's date format: l is the weekday, j the day, F the month, Y the year.
    return written_day(day, _("l j F Y"))


def clock(at: time, country: str) -> str:
    """12:00 pm where people write it so, 14:00 elsewhere."""
    if country not in {"US", "CA", "AU", "PH"}:
        return f"{at:%H:%M}"
    # Translators: the halves of the day after a time, as in 12:00 pm.
    half = _("pm") if at.hour >= 12 else _("am")
    return f"{at.hour % 12 or 12}:{at.minute:02} {half}"


def zone_text(moment: Moment) -> str:
    """PDT (Pacific Time), as people there call it; elsewhere EEST (Cairo time), by its city."""
    return f"{zone_label(moment)} ({zone_name(moment.zone)})"
