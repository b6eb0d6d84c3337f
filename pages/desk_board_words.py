"""Words of a board's rows, each looked up once: two hundred cities share a day and few zones."""

from collections.abc import Mapping
from functools import cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import formats
from django.utils.translation import gettext as _

from events.local_time import in_zone
from events.models import Event, EventState, Stage
from events.selectors.reminder import ReminderState
from events.when import clock, day_text, zone_text
from pages.desk_counts import Shown
from pages.reminder_words import reminder_words


def stage_words() -> Mapping[Stage, str]:
    """What organizers call it."""
    return {
        Stage.DRAFT: _("Draft"),
        Stage.OPEN: _("Open"),
        Stage.FULL: _("Full"),
        Stage.CANCELLED: _("Cancelled"),
        Stage.PAST: _("Past"),
    }


def count_words(number: Shown) -> str:
    """1,204; empty for what may not be known."""
    if number is None:
        return ""
    return intcomma(number) if isinstance(number, int) and number > 999 else str(number)


class BoardWords:
    """For the rows of one page, in the language of the one who looks."""

    def __init__(self) -> None:
        self.stages = stage_words()
        self.day, self.clock = cache(day_text), cache(clock)
        self._zones: dict[tuple[object, ...], str] = {}
        self._reminders: dict[tuple[object, ...], str] = {}
        self._none = _("No reminder planned")

    def zone(self, event: Event) -> str:
        """PDT (Pacific Time)."""
        key = (event.timezone, event.starts_at)
        if key not in self._zones:
            self._zones[key] = zone_text(event.start)
        return self._zones[key]

    def reminder(self, event: Event, state: ReminderState) -> str:
        """Due 28 Nov, 6:00 pm on the clocks there; or sent 2 hours before."""
        if event.state != EventState.OPEN:
            return ""
        if state.owed is None and state.sent is None:
            return self._none
        due = state.owed.due_at if state.owed else None
        key = (due, event.timezone, event.country, state.sent.kind if state.sent else "")
        if key not in self._reminders:
            self._reminders[key] = _reminder(event, state)
        return self._reminders[key]


def _reminder(event: Event, state: ReminderState) -> str:
    if state.owed is not None:
        due = in_zone(state.owed.due_at, event.timezone).local
        # Translators: Django's date format: j is the day, M the month in three letters.
        words = {
            "day": formats.date_format(due, _("j M")),
            "time": clock(due.time(), event.country),
        }
        return _("Reminder due %(day)s, %(time)s local time") % words
    kind = state.sent.kind if state.sent else ""
    return _("Reminder sent: %(kind)s") % {"kind": reminder_words(kind)}
