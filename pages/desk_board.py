"""The board of an action's cities: what an organizer sees of each while the day goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.event_place import HOME
from events.local_time import in_zone
from events.models import Event, EventState, Stage
from events.policies import may_change_event, may_check_in, may_count, may_see_draft
from events.selectors.reminder import ReminderState, reminder_states
from events.selectors.rsvp import Turnout, turnouts
from events.when import clock, day_text, zone_text
from groups.standing import Standing
from pages.city_map import CityMap, MapPoint, PointState, city_map
from pages.desk_counts import Shown, Total, shown_to, total_of
from pages.desk_times import until_words
from pages.reminder_words import reminder_words

DOOR_OPENS = timedelta(hours=3)  # before the start
MAP_STATES: Mapping[Stage, PointState] = {
    Stage.DRAFT: "draft",
    Stage.OPEN: "open",
    Stage.FULL: "full",
    Stage.CANCELLED: "cancelled",
    Stage.PAST: "past",
}


@dataclass(frozen=True)
class Acts:
    """What the person who looks may do with an event now."""

    see: bool
    check_in: bool
    edit: bool
    open: bool
    move: bool
    cancel: bool
    reopen: bool

    @classmethod
    def on(cls, event: Event, standing: Standing, now: datetime) -> "Acts":
        """By the policies, and by what its state allows."""
        may, is_ahead = may_change_event(standing, event), event.starts_at > now
        is_open = event.state == EventState.OPEN
        is_draft = event.state == EventState.DRAFT
        return cls(
            see=may_see_draft(standing, event),
            check_in=is_open and may_check_in(standing, event),
            edit=may,
            open=may and is_draft and is_ahead,
            move=may and (is_draft or (is_open and is_ahead)),
            cancel=may and is_open and is_ahead,
            reopen=may and event.state == EventState.CANCELLED and is_ahead,
        )


@dataclass(frozen=True)
class Row:
    """One city. Counts are of people with their guests, `waiting` of answers; each None for who
    may not know it."""

    event: Event
    stage: Stage
    until: str
    going: Shown
    waiting: Shown
    here: Shown
    reminder: ReminderState
    acts: Acts
    url: str

    @property
    def page_url(self) -> str:
        """The event at the desk; its public page for who does not work on it."""
        return self.url if self.acts.see else reverse("event", args=[self.event.slug])

    @property
    def day(self) -> str:
        return day_text(self.event.local_date)

    @property
    def at(self) -> str:
        return clock(self.event.local_time, self.event.country)

    @property
    def zone(self) -> str:
        return zone_text(self.event.start)

    @property
    def starts_at(self) -> str:
        """For machines."""
        return self.event.starts_at.isoformat()

    @property
    def state_words(self) -> str:
        return stage_words(self.stage)

    @property
    def is_on(self) -> bool:
        """Whether it goes on now."""
        return self.stage in {Stage.OPEN, Stage.FULL} and self.event.has_begun()

    @property
    def is_door_open(self) -> bool:
        """Whether people may be arriving: checking in is the first thing to do then."""
        now = timezone.now()
        return self.event.starts_at - DOOR_OPENS <= now < self.event.ends_at

    @property
    def has_moved(self) -> bool:
        """Whether people may have been told another time or place."""
        return self.event.time_version > 1 and self.event.state == EventState.OPEN

    @property
    def reminder_words(self) -> str:
        """The next that is owed, or the last that was sent."""
        return reminder_state_words(self.event, self.reminder)


@dataclass(frozen=True)
class Totals:
    """Of the whole board; people with their guests."""

    cities: int
    drafts: int
    cancelled: int
    on_now: int
    over: int
    going: Total
    waiting: Total
    here: Total


def stage_words(stage: Stage) -> str:
    """What organizers call it."""
    return {
        Stage.DRAFT: _("Draft"),
        Stage.OPEN: _("Open"),
        Stage.FULL: _("Full"),
        Stage.CANCELLED: _("Cancelled"),
        Stage.PAST: _("Past"),
    }[stage]


def reminder_state_words(event: Event, state: ReminderState) -> str:
    """Owed 28 Nov, 6:00 pm on the clocks there; or sent 2 hours before."""
    if event.state != EventState.OPEN:
        return ""
    if state.owed is not None:
        due = in_zone(state.owed.due_at, event.timezone).local
        words = {
            "day": f"{due.day} {due:%b}",
            "time": clock(due.time(), event.country),
        }
        return _("Reminder owed %(day)s, %(time)s local time") % words
    if state.sent is not None:
        return _("Reminder sent: %(kind)s") % {"kind": reminder_words(state.sent.kind)}
    return _("No reminder planned")


def board_rows(events: Sequence[Event], *, standing: Standing) -> list[Row]:
    """One for each event, in their order. In two queries; counts of people are read for those
    events alone of which the person may know them."""
    now = timezone.now()
    counted = [
        event for event in events if may_check_in(standing, event) or may_count(standing, event)
    ]
    people, reminders = turnouts(counted), reminder_states(events)
    root = reverse("desk-events")  # once: two hundred rows have six addresses each
    rows = []
    for event in events:
        turnout = people.get(event.pk, Turnout())
        rows.append(
            Row(
                event=event,
                stage=event.stage_at(now),
                until=until_words(event, now),
                going=shown_to(standing, event, turnout.seats),
                waiting=shown_to(standing, event, turnout.waiting),
                here=shown_to(standing, event, turnout.seats_here),
                reminder=reminders[event.pk],
                acts=Acts.on(event, standing, now),
                url=f"{root}{event.slug}/",
            )
        )
    return rows


def totals_of(rows: Sequence[Row]) -> Totals:
    """The sums of what the rows show: people of cancelled events are not coming."""
    stages = Counter(row.stage for row in rows)
    held = [row for row in rows if row.stage != Stage.CANCELLED]
    return Totals(
        cities=len(rows) - stages[Stage.CANCELLED],
        drafts=stages[Stage.DRAFT],
        cancelled=stages[Stage.CANCELLED],
        on_now=sum(row.is_on for row in rows),
        over=stages[Stage.PAST],
        going=total_of(row.going for row in held),
        waiting=total_of(row.waiting for row in held),
        here=total_of(row.here for row in held),
    )


def board_map(rows: Sequence[Row]) -> CityMap | None:
    """Each dot leads to its row."""
    return city_map(
        [
            MapPoint(
                row.event.city,
                row.event.latitude,
                row.event.longitude,
                f"#{row.event.slug}",
                MAP_STATES[row.stage],
            )
            for row in rows
            if row.event.country == HOME
        ]
    )
