"""The board of an action's cities: what an organizer sees of each while the day goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from events.event_place import HOME
from events.models import Event, EventState, Stage
from events.policies import may_change_event, may_check_in, may_count, may_see_draft
from events.selectors.reminder import ReminderState, reminder_states
from events.selectors.rsvp import Turnout, turnouts
from groups.standing import Standing
from pages.city_map import CityMap, MapPoint, PointState, city_map
from pages.desk_board_words import BoardWords, count_words
from pages.desk_counts import Shown, Total, shown_to, total_of
from pages.desk_times import DOOR_OPENS, until_words

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
class City:
    """What is counted of a city. Counts are of people with their guests, `waiting` of answers; each
    None for who may not know it."""

    event: Event
    stage: Stage
    going: Shown
    waiting: Shown
    here: Shown
    is_on: bool  # whether it goes on now


@dataclass(frozen=True)
class Row(City):
    """One city as it is shown, in words."""

    now: datetime
    until: str
    acts: Acts
    url: str
    page_url: str
    group: str
    day: str
    at: str
    zone: str
    state_words: str
    reminder_words: str

    @property
    def starts_at(self) -> str:
        """For machines."""
        return self.event.starts_at.isoformat()

    @property
    def is_door_open(self) -> bool:
        """Whether people may be arriving: checking in is the first thing to do then."""
        return self.event.starts_at - DOOR_OPENS <= self.now < self.event.ends_at

    @property
    def has_moved(self) -> bool:
        """Whether people may have been told another time or place."""
        return self.event.time_version > 1 and self.event.state == EventState.OPEN

    @property
    def counts(self) -> tuple[str, str, str, str]:
        """Going, of how many seats, waiting, here."""
        going, waiting, here = map(count_words, (self.going, self.waiting, self.here))
        return going, count_words(self.event.capacity), waiting, here


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


def cities_of(events: Sequence[Event], *, standing: Standing) -> list[City]:
    """One for each event, in their order. In one query; counts of people are read for those
    events alone of which the person may know them."""
    now = timezone.now()
    counted = [
        event for event in events if may_check_in(standing, event) or may_count(standing, event)
    ]
    people = turnouts(counted)
    return [_city(event, people.get(event.pk, Turnout()), standing, now) for event in events]


def board_rows(
    events: Sequence[Event], *, standing: Standing, cities: Sequence[City] | None = None
) -> list[Row]:
    """One for each event, in their order. In two queries; in one where the same cities were
    counted before."""
    now, words, reminders = timezone.now(), BoardWords(), reminder_states(events)
    counted = cities_of(events, standing=standing) if cities is None else cities
    desk, public = reverse("desk-events"), reverse("event", args=["-"]).removesuffix("-/")
    return [
        _row(replace(city, event=event), reminders[event.pk], standing, now, words, (desk, public))
        for event, city in zip(events, counted, strict=True)
    ]


def _city(event: Event, turnout: Turnout, standing: Standing, now: datetime) -> City:
    stage = event.stage_at(now)
    return City(
        event=event,
        stage=stage,
        going=shown_to(standing, event, turnout.seats),
        waiting=shown_to(standing, event, turnout.in_line),
        here=shown_to(standing, event, turnout.seats_here),
        is_on=stage in {Stage.OPEN, Stage.FULL} and event.starts_at <= now,
    )


def _row(
    city: City,
    reminder: ReminderState,
    standing: Standing,
    now: datetime,
    words: BoardWords,
    roots: tuple[str, str],
) -> Row:
    """`roots` are the addresses below which events stand at the desk and for everyone; who does not
    work on an event is led to its public page."""
    event, acts = city.event, Acts.on(city.event, standing, now)
    desk, public = (f"{root}{event.slug}/" for root in roots)
    return Row(
        **vars(city),
        now=now,
        until=until_words(event, now),
        acts=acts,
        url=desk,
        page_url=desk if acts.see else public,
        group=event.group.name,
        day=words.day(event.local_date),
        at=words.clock(event.local_time, event.country),
        zone=words.zone(event),
        state_words=words.stages[city.stage],
        reminder_words=words.reminder(event, reminder),
    )


def totals_of(rows: Sequence[City]) -> Totals:
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


def board_map(cities: Sequence[City], hrefs: Mapping[int, str]) -> CityMap | None:
    """Each dot leads to its row: `hrefs` by event id; on this very page where it has none."""
    return city_map(
        [
            MapPoint(
                city.event.city,
                city.event.latitude,
                city.event.longitude,
                hrefs.get(city.event.pk, f"#{city.event.slug}"),
                MAP_STATES[city.stage],
            )
            for city in cities
            if city.event.country == HOME
        ]
    )
