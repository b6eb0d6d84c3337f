"""What a reminder and a mail about an event are called on the desk."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_KIND = re.compile(r"(?:(\d+)_)?(minute|hour|day)s?_before")


def reminder_words(kind: str) -> str:
    """The day before, 2 hours before: of the kinds that `events.reminder_rule` makes."""
    found = _KIND.fullmatch(kind)
    if found is None:
        return kind
    number, unit = int(found[1] or 1), found[2]
    if unit == "day":
        words = ngettext("the day before", "%(n)s days before", number)
    elif unit == "hour":
        words = ngettext("an hour before", "%(n)s hours before", number)
    else:
        words = ngettext("a minute before", "%(n)s minutes before", number)
    return words % {"n": number}


def mail_words(kind: str) -> str:
    """What a message of this kind tells."""
    return {
        "events.rsvp": _("Confirmation of an answer"),
        "events.promoted": _("There is a seat"),
        "events.reminder": _("Reminder"),
        "events.moved": _("New time or place"),
        "events.cancelled": _("Cancelled"),
        "events.reopened": _("On after all"),
    }.get(kind, kind)


def not_sent_words(reason: str) -> str:
    """Why a planned reminder was never owed."""
    return {
        "skipped_late": _("Its time had passed when it was planned"),
        "moved": _("The event moved"),
        "event_cancelled": _("The event was cancelled"),
        "event_began": _("The event began first"),
        "no_longer_wanted": _("It was taken out of the plan"),
    }.get(reason, reason)
