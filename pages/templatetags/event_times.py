"""Moments on the clocks of an event's place."""

from datetime import datetime

from django import template

from core.templatetags.language import short_day
from events.local_time import in_zone, zone_label
from events.models import Event
from events.when import clock

register = template.Library()


@register.filter
def moment_there(value: datetime, event: Event) -> str:
    """12 Jul 2026, 2:05 pm EDT."""
    there = in_zone(value, event.timezone)
    at = clock(there.local.time(), event.country)
    return f"{short_day(there.local)}, {at} {zone_label(there)}"
