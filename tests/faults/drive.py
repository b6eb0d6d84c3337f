"""One round: events are made, people answer, reminders come due, hosts move and cancel in the
middle of the sending, and misfortunes strike. Then calm, and the judge."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from events.local_time import Moment
from events.models import Event
from events.reminder_rule import read_rules
from tests.events.gatherings import a_private_event, an_event
from tests.faults.clocks import Clocks, as_letters_write, minutes_before
from tests.faults.evidence import read_database, wait_for_calm
from tests.faults.house import LEASE_SECONDS, House
from tests.faults.journal import Cancellation, Journal, Plan
from tests.faults.judge import Breach, Case, judge, repeats
from tests.faults.misfortunes import Misfortune
from tests.faults.organizer import Organizer
from tests.faults.people import People
from tests.faults.records import News
from tests.stories import Coalition

FIRST_DUE, SECOND_DUE = 5.0, 9.0  # seconds into a round
CROWDS, CROWD = 3, 6  # threads, and people in each
BUSY_SECONDS = 3.0  # what a letter may be late on a machine with other things to do
CALM_SECONDS = 300.0  # a guard: usually a few, and more where disks are slow


@dataclass(frozen=True)
class Verdict:
    """What became of a round."""

    letters: int
    duplicates: int
    breaches: list[Breach]


@dataclass
class Round:
    """Its events are named by it, so that rounds in one database are judged apart."""

    house: House
    story: Coalition
    name: str
    journal: Journal = field(default_factory=Journal)

    def __post_init__(self) -> None:
        self.organizer = Organizer(self.house.port, self.story.token())
        began_at = float(math.ceil(time.time()))
        self.clocks = Clocks.far_from_midnight()
        self.first_due, self.second_due = began_at + FIRST_DUE, began_at + SECOND_DUE

    def run(self, misfortunes: Sequence[Misfortune]) -> Verdict:
        """Everything at once, then the judgement once nothing is owed."""
        self._make_events()
        connection.close()  # terminated with the others, it would fail us later
        crowds = [self._crowd(number) for number in range(CROWDS)]
        for crowd in crowds:
            crowd.start()
        with ThreadPoolExecutor(5) as hosts:
            changes = [hosts.submit(change) for change in self._changes()]
            self._strike(misfortunes)
        for change in changes:
            change.result()
        for crowd in crowds:
            crowd.join()
        return self._verdict()

    def slug(self, event: str) -> str:
        return f"{self.name}-{event}"

    def _make_events(self) -> None:
        """Six: two reminders, few seats, private and moved twice, moved early, cancelled, begun."""
        self._make("begins", self.clocks.moment(self.first_due + 2), {}, an_event)
        tomorrow = self._tomorrow(10)
        once = {self.first_due: self.clocks.day_before(self.first_due)}
        twice = {**once, self.second_due: minutes_before(tomorrow, self.second_due)}
        for event in ("plain", "early", "cancelled"):
            self._make(event, tomorrow, twice, an_event)
        self._make("limited", tomorrow, twice, an_event, capacity=8)
        self._make("private", tomorrow, once, a_private_event)

    def _tomorrow(self, minutes: int) -> Moment:
        """At the second of the second reminder, which is whole minutes before."""
        return self.clocks.tomorrow(minutes, second=int(self.second_due) % 60)

    def _make(
        self,
        event: str,
        start: Moment,
        rules: Mapping[float, object],
        make: Callable[..., Event],
        **fields: Any,
    ) -> None:
        """`rules` by when each is due."""
        slug = self.slug(event)
        asked_at = time.time()
        make(
            self.story,
            slug=slug,
            title=f"Rally {slug}",
            start=start,
            reminders=[*rules.values()],
            **self.clocks.place,
            **fields,
        )
        kinds = [rule.kind for rule in read_rules([*rules.values()])]
        dues = dict(zip(kinds, rules, strict=True))
        self._note_plan(event, 1, start, dues, (asked_at, time.time()))

    def _note_plan(
        self,
        event: str,
        version: int,
        start: Moment,
        dues: Mapping[str, float],
        at: tuple[float, float],
    ) -> None:
        clock, starts_at = as_letters_write(start), start.instant.timestamp()
        self.journal.note(Plan(self.slug(event), version, clock, starts_at, dues, *at))

    def _crowd(self, number: int) -> People:
        return People(
            port=self.house.port,
            journal=self.journal,
            names=[f"{self.name}-{number}-{person}" for person in range(CROWD)],
            events=self.journal.events(),
            seed=self.house.random.randrange(1 << 30),
        )

    def _changes(self) -> list[Callable[[], None]]:
        """What hosts do, each in a thread of its own."""
        return [self._move_early, self._move_while_sending, self._cancel, self._make_room]

    def _move_early(self) -> None:
        _sleep_until(self.first_due - 3)
        self._move("early", version=2)

    def _move_while_sending(self) -> None:
        self._await_letters("private", News.REMINDER, 2, until=self.first_due + 8)
        self._move("private", version=2)
        self._await_letters("private", News.MOVED, 2, until=time.time() + 4)
        self._move("private", version=3)

    def _cancel(self) -> None:
        self._await_letters("cancelled", News.REMINDER, 2, until=self.first_due + 8)
        at = self.organizer.cancel(self.slug("cancelled"))
        self.journal.note(Cancellation(self.slug("cancelled"), *at))

    def _make_room(self) -> None:
        _sleep_until(self.first_due - 2)
        self.organizer.make_room(self.slug("limited"), capacity=14)

    def _move(self, event: str, *, version: int) -> None:
        """Ten minutes later for each version; the elapsed reminder moves along."""
        start = self._tomorrow(10 * version)
        at = self.organizer.move(self.slug(event), local=start.local.isoformat())
        first = self.journal.plans_of(self.slug(event))[0]
        dues = {
            kind: due if kind == "day_before" else due + start.instant.timestamp() - first.starts_at
            for kind, due in first.dues.items()
        }
        self._note_plan(event, version, start, dues, at)

    def _await_letters(self, event: str, news: News, count: int, *, until: float) -> None:
        """Goes on without them in the end: misfortunes may hold them up."""
        while self.house.mail.came(self.slug(event), news) < count and time.time() < until:
            time.sleep(0.02)

    def _strike(self, misfortunes: Sequence[Misfortune]) -> None:
        """The first when reminders are being sent, the others right after."""
        self._await_letters("plain", News.REMINDER, 2, until=self.first_due + 3)
        for misfortune in misfortunes:
            with self.journal.blow(misfortune.name, in_flight=misfortune.in_flight):
                misfortune.strike(self.house)
            time.sleep(self.house.random.uniform(0.2, 1.0))

    def _verdict(self) -> Verdict:
        _sleep_until(self.second_due + 0.1)
        judged_at = wait_for_calm(seconds=CALM_SECONDS, programs=self.house.running)
        slugs = self.journal.events()
        letters = [letter for letter in self.house.mail.read if letter.event in slugs]
        case = Case(
            journal=self.journal,
            database=read_database(slugs),
            letters=letters,
            judged_at=judged_at,
            lease_seconds=LEASE_SECONDS + BUSY_SECONDS,
        )
        return Verdict(len(letters), len(repeats(letters)), judge(case))


def _sleep_until(at: float) -> None:
    time.sleep(max(at - time.time(), 0.0))
