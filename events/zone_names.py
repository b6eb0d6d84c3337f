"""What people call a time zone. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

NAMES = {
    "America/New_York": lazy("Eastern Time"),
    "America/Detroit": lazy("Eastern Time"),
    "America/Chicago": lazy("Central Time"),
    "America/Denver": lazy("Mountain Time"),
    "America/Boise": lazy("Mountain Time"),
    "America/Phoenix": lazy("Arizona Time"),
    "America/Los_Angeles": lazy("Pacific Time"),
    "America/Anchorage": lazy("Alaska Time"),
    "Pacific/Honolulu": lazy("Hawaii Time"),
}


def zone_name(zone: str) -> str:
    """Pacific Time; of a zone that has no such name its city: Cairo time."""
    if zone in NAMES:
        return str(NAMES[zone])
    return _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}
