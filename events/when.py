"""How a time is written for people: the local one, with the zone's name. Pure."""

from datetime import date, time

from events.local_time import Moment, in_zone, zone_label
from events.models import EarlierPlan, Event

NAMES = {
    "America/New_York": "Eastern Time",
    "America/Detroit": "Eastern Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Boise": "Mountain Time",
    "America/Phoenix": "Arizona Time",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
}


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
    return f"{day_text(start.local)}, {begins} to {until} {zone_text(end)}"


def hours_text(event: Event | EarlierPlan) -> tuple[str, str]:
    """When it starts and ends on the clocks there."""
    end = in_zone(event.ends_at, event.timezone)
    return clock(event.local_time, event.country), clock(end.local.time(), event.country)


def day_text(day: date) -> str:
    """Sunday 12 July 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def clock(at: time, country: str) -> str:
    """12:00 pm where people write it so, 14:00 elsewhere."""
    if country not in {"US", "CA", "AU", "PH"}:
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at.minute:02} {'pm' if at.hour >= 12 else 'am'}"


def zone_text(moment: Moment) -> str:
    """PDT (Pacific Time), as people there call it; elsewhere EEST (Cairo time), by its city."""
    city = moment.zone.rpartition("/")[2].replace("_", " ")
    return f"{zone_label(moment)} ({NAMES.get(moment.zone, f'{city} time')})"
