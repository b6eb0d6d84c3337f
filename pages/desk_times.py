"""Times as organizers read them: how long until it starts, and which of two times is meant."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import FieldError, Invalid
from events.local_time import Moment, meant_by, resolve
from events.models import Event, EventState
from events.when import clock, day_text, zone_text
from pages.typed_fields import Options, Typed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)
DOOR_OPENS = timedelta(hours=3)  # before the start
# Codes of `events.local_time` for a wall time that is no single moment.
UNCLEAR = frozenset({"ambiguous_local_time", "nonexistent_local_time"})


def until_words(event: Event, now: datetime) -> str:
    """In 3 days, in 2 h 05 min, going on now, over. Empty for what does not take place."""
    if event.state == EventState.CANCELLED:
        return ""
    if event.ends_at <= now:
        return _("Over")
    left = event.starts_at - now
    if left <= timedelta():
        return _("Going on now")
    if left >= 2 * DAY:
        days = left // DAY
        return ngettext("In %(days)s day", "In %(days)s days", days) % {"days": days}
    minutes = -(-left // MINUTE)  # what has begun counts: "in 0 minutes" says nothing
    if minutes < 60:
        return ngettext("In %(n)s minute", "In %(n)s minutes", minutes) % {"n": minutes}
    parts = {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    return _("In %(hours)s h %(minutes)s min") % parts


def early_words(event: Event, now: datetime) -> str:
    """This event begins in 14 days; empty once people may be arriving."""
    left = event.starts_at - now
    if left <= DOOR_OPENS:
        return ""
    if left >= 2 * DAY:
        days = left // DAY
        words = ngettext(
            "This event begins in %(days)s day.", "This event begins in %(days)s days.", days
        )
        return words % {"days": days}
    hours = left // HOUR
    words = ngettext(
        "This event begins in %(hours)s hour.", "This event begins in %(hours)s hours.", hours
    )
    return words % {"hours": hours}


def moment_words(moment: Moment, country: str = "US") -> str:
    """Sunday 12 July 2026, 12:00 pm PDT (Pacific Time)."""
    at = clock(moment.local.time(), country)
    return f"{day_text(moment.local)}, {at} {zone_text(moment)}"


def read_start(typed: Typed, zone: str) -> Moment | None:
    """The moment of the fields `date` and `local_time` on the clocks of a zone, of `meant` where
    they may mean two. What is wrong is kept in `typed`, and None answered."""
    day = typed.day("date", required=_("Name the day."))
    at = typed.clock("local_time", required=_("Name the time at which it starts."))
    if day is None or at is None:
        return None
    local = datetime.combine(day, at)
    chosen = chosen_moment(typed, local, zone)
    if chosen is not None:
        return chosen
    try:
        return resolve(local, zone)
    except Invalid as error:
        for item in error.errors:
            if item.code in UNCLEAR:
                typed.wrong("meant", item.code, unclear_words(item.code))
            else:
                typed.wrong("date", item.code, item.detail)
        return None


def chosen_moment(typed: Typed, local: datetime, zone: str) -> Moment | None:
    """What was chosen among the moments that the wall time may mean; None where nothing was, or
    where it belongs to another time that was typed before."""
    moments = {_key(moment): moment for moment in meant_by(local, zone)}
    return moments.get(typed.raw("meant")) if len(moments) > 1 else None


def meant_options(local: datetime, zone: str) -> Options:
    """The choices of the field `meant`; none where the time is clear."""
    moments = meant_by(local, zone)
    if len(moments) < 2:
        return ()
    return [(_key(moment), moment_words(moment)) for moment in moments]


def options_for(typed: Typed, zone: str, errors: Sequence[FieldError]) -> Options:
    """`meant_options` of what `read_start` read; none unless `errors` say that it is unclear."""
    if not any(error.code in UNCLEAR for error in errors):
        return ()
    day, at = typed.day("date"), typed.clock("local_time")
    return meant_options(datetime.combine(day, at), zone) if day and at is not None else ()


def unclear_words(code: str) -> str:
    """What to say of a wall time that is no single moment."""
    if code == "ambiguous_local_time":
        return _("This time comes twice there: clocks go back that night. Choose which is meant.")
    return _("This time does not exist there: clocks jump over it. Choose what is meant.")


def _key(moment: Moment) -> str:
    return f"{moment.local:%Y-%m-%dT%H:%M:%S}/{moment.fold}"
