"""Compares the journal with the database and the mail sink, and names every promise broken. Pure.

Every RSVP that was answered 201 is there and its mailbox was written to; seats are neither oversold
nor idle. Who is going was reminded: not early, not of an old time, not after a cancellation. Who
was told an old time was told the new one once, who was coming was told of a cancellation once. A
letter comes twice only where a misfortune caught it in flight, with the same Message-ID. Nothing
comes after the start.

What lies between a question and its answer may have gone either way and is judged neither way.
Where a letter came twice, what the first one said counts: many mailboxes drop the second.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.faults.journal import Journal, Plan
from tests.faults.records import Database, EventRow, Letter, MessageRow, News, RsvpRow

PROMOTION_SECONDS = 2.0  # between the time a promotion notes and its commit, at most


@dataclass(frozen=True)
class Breach:
    """A promise broken: which, at which event, to whom."""

    promise: str
    event: str
    person: str = ""


@dataclass(frozen=True)
class Case:
    """All that is known once nothing is owed any more. `lease_seconds` is how long after a change
    was answered a letter may arrive that was on its way."""

    journal: Journal
    database: Database
    letters: list[Letter]
    judged_at: float
    lease_seconds: float

    @cached_property
    def first_letters(self) -> list[Letter]:
        """Of each Message-ID the one that came first."""
        found: dict[str, Letter] = {}
        for letter in sorted(self.letters, key=lambda letter: letter.arrived_at):
            found.setdefault(letter.message_id, letter)
        return list(found.values())

    @cached_property
    def letters_to(self) -> dict[tuple[str, str], list[Letter]]:
        """First letters by event and person."""
        found = defaultdict(list)
        for letter in self.first_letters:
            found[letter.event, letter.to].append(letter)
        return found

    @cached_property
    def messages(self) -> dict[str, MessageRow]:
        return {row.message_id: row for row in self.database.messages}

    @cached_property
    def plans(self) -> dict[tuple[str, str], Plan]:
        """By event and the time that letters tell."""
        return {(plan.event, plan.clock): plan for plan in self.journal.plans}

    def plan_told(self, letter: Letter) -> Plan | None:
        return self.plans.get((letter.event, letter.clock))

    def last_plan(self, event: str) -> Plan:
        return self.journal.plans_of(event)[-1]

    def is_ahead(self, event: str) -> bool:
        return self.last_plan(event).starts_at > self.judged_at

    def coming(self, event: str) -> list[RsvpRow]:
        return [row for row in self.database.rsvps if row.event == event and row.is_coming]

    def reminds_of(self, letter: Letter) -> tuple[int, str] | None:
        row = self.messages.get(letter.message_id)
        return row.reminds_of if row is not None else None

    def reminders(self) -> list[Letter]:
        """Every arrival of one."""
        return [letter for letter in self.letters if letter.news is News.REMINDER]


def judge(case: Case) -> list[Breach]:
    """Every breach, in the order of the checks."""
    return [breach for check in CHECKS for breach in check(case)]


def _rsvps(case: Case) -> Iterator[Breach]:
    there = {(row.event, row.person) for row in case.database.rsvps if row.is_coming}
    asked = {(answer.event, answer.person) for answer in case.journal.answers}
    promised = {
        (answer.event, answer.person) for answer in case.journal.answers if answer.is_promised
    }
    for event, person in sorted(promised - there):
        yield Breach("a promised RSVP is missing", event, person)
    for event, person in sorted(there - asked):
        yield Breach("an RSVP that nobody sent", event, person)


def _seats(case: Case) -> Iterator[Breach]:
    for event in case.database.events:
        if event.capacity is not None:
            yield from _seats_of(event, event.capacity, case.coming(event.slug))


def _seats_of(event: EventRow, capacity: int, coming: list[RsvpRow]) -> Iterator[Breach]:
    taken = sum(row.seats for row in coming if row.state == "going")
    waiting = sorted((row.number, row.seats) for row in coming if row.state == "waiting")
    if taken > capacity:
        yield Breach("more seats taken than there are", event.slug)
    if (event.seats_taken, event.people_waiting) != (taken, len(waiting)):
        yield Breach("seats are miscounted", event.slug)
    if event.state == "open" and waiting and taken + waiting[0][1] <= capacity:
        yield Breach("a free seat while people wait", event.slug)


def _outbox(case: Case) -> Iterator[Breach]:
    arrived = {letter.message_id: letter for letter in case.first_letters}
    for row in case.database.messages:
        if row.state not in {"done", "cancelled"}:
            yield Breach(f"a message is {row.state} when all is calm", "", row.key)
        elif row.state == "done" and row.message_id not in arrived:
            yield Breach("a message was marked and never sent", "", row.key)
    for letter in case.first_letters:
        if letter.message_id not in case.messages:
            yield Breach("a letter that nobody owed", letter.event, letter.to)


def _first_words(case: Case) -> Iterator[Breach]:
    """Whoever comes has been written to, whatever became of the event."""
    for event in case.database.events:
        for row in case.coming(event.slug):
            if case.is_ahead(event.slug) and not case.letters_to[event.slug, row.person]:
                yield Breach("somebody comes and was never written to", event.slug, row.person)


def _reminders_lost(case: Case) -> Iterator[Breach]:
    for event in case.database.events:
        if event.state == "open" and case.is_ahead(event.slug):
            plan = case.last_plan(event.slug)
            for kind, due in plan.dues.items():
                if plan.answered_at < due < case.judged_at:
                    yield from _reminder_lost(case, plan, kind, due)


def _reminder_lost(case: Case, plan: Plan, kind: str, due: float) -> Iterator[Breach]:
    states = {
        row.state
        for row in case.database.reminders
        if (row.event, row.version, row.kind) == (plan.event, plan.version, kind)
    }
    if states != {"done"}:
        yield Breach("a planned reminder never came due", plan.event)
    for row in case.coming(plan.event):
        reminded = {case.reminds_of(letter) for letter in case.letters_to[plan.event, row.person]}
        if _is_owed_reminder(case, row, due) and (plan.version, kind) not in reminded:
            yield Breach("somebody who is going was not reminded", plan.event, row.person)


def _is_owed_reminder(case: Case, row: RsvpRow, due: float) -> bool:
    promised_at = case.journal.promised_at(row.event, row.person)
    if row.state != "going" or promised_at is None or promised_at > due:
        return False
    return row.promoted_at is None or row.promoted_at + PROMOTION_SECONDS < due


def _reminders_wrong(case: Case) -> Iterator[Breach]:
    for letter in case.reminders():
        plan, reminds_of = case.plan_told(letter), case.reminds_of(letter)
        if plan is None or reminds_of is None:
            continue  # named by other checks
        version, kind = reminds_of
        if version != plan.version or kind not in plan.dues:
            yield Breach("a reminder of another time than it tells", letter.event, letter.to)
        elif letter.arrived_at < plan.dues[kind]:
            yield Breach("a reminder before it was due", letter.event, letter.to)


def _reminders_late(case: Case) -> Iterator[Breach]:
    for letter in case.reminders():
        plan, cancelled = case.plan_told(letter), case.journal.cancellation_of(letter.event)
        newer = case.journal.plans_of(letter.event)[plan.version :] if plan else []
        latest = letter.arrived_at - case.lease_seconds
        if newer and latest > newer[0].answered_at:
            yield Breach("a reminder of an old time after the move", letter.event, letter.to)
        if cancelled and latest > cancelled.answered_at:
            yield Breach("a reminder after the cancellation", letter.event, letter.to)


def _moves(case: Case) -> Iterator[Breach]:
    for event in case.database.events:
        last = case.last_plan(event.slug)
        if event.state != "open" or not case.is_ahead(event.slug):
            continue
        for row in case.coming(event.slug):
            letters = case.letters_to[event.slug, row.person]
            told_old = any(
                plan.version < last.version for plan in map(case.plan_told, letters) if plan
            )
            told_new = any(
                letter.news is News.MOVED and letter.clock == last.clock for letter in letters
            )
            if told_old and not told_new:
                yield Breach("told an old time and not the new one", event.slug, row.person)


def _cancellations(case: Case) -> Iterator[Breach]:
    cancelled = {event.slug for event in case.database.events if event.state == "cancelled"}
    for cancellation in case.journal.cancellations:
        if cancellation.event not in cancelled:
            yield Breach("a cancellation was lost", cancellation.event)
    for event in sorted(filter(case.is_ahead, cancelled)):
        for row in case.coming(event):
            news = {letter.news for letter in case.letters_to[event, row.person]}
            if News.CANCELLED not in news:
                yield Breach("not told of the cancellation", event, row.person)
    for letter in case.first_letters:
        if letter.news is News.CANCELLED and letter.event not in cancelled:
            yield Breach("told of a cancellation that is none", letter.event, letter.to)


def _told_twice(case: Case) -> Iterator[Breach]:
    """The same news under two Message-IDs: no mailbox can tell that they are one."""
    told = Counter(
        (letter.event, letter.to, letter.news, letter.clock, case.reminds_of(letter))
        for letter in case.first_letters
    )
    for (event, person, news, _, _), times in told.items():
        if times > 1:
            yield Breach(f"told twice under two Message-IDs: {news.name.lower()}", event, person)


def _times_told(case: Case) -> Iterator[Breach]:
    for letter in case.letters:
        plan = case.plan_told(letter)
        if plan is None:
            yield Breach("a time that was never planned", letter.event, letter.to)
        elif letter.arrived_at < plan.asked_at:
            yield Breach("a time told before it was planned", letter.event, letter.to)
        if letter.arrived_at > case.last_plan(letter.event).starts_at + case.lease_seconds:
            yield Breach("a letter after the start", letter.event, letter.to)


def _duplicates(case: Case) -> Iterator[Breach]:
    """Each misfortune explains as many as it caught in flight, and only those around it."""
    left = [blow.in_flight for blow in case.journal.blows]
    for earlier, letter in repeats(case.letters):
        for number, blow in enumerate(case.journal.blows):
            is_near = (
                blow.began_at <= letter.arrived_at
                and earlier.arrived_at <= blow.over_at + case.lease_seconds
            )
            if is_near and left[number]:
                left[number] -= 1
                break
        else:
            yield Breach("a letter came twice and nothing explains it", letter.event, letter.to)


def repeats(letters: list[Letter]) -> list[tuple[Letter, Letter]]:
    """Each arrival of a Message-ID that had come before, with the one before; by time."""
    last: dict[str, Letter] = {}
    found = []
    for letter in sorted(letters, key=lambda letter: letter.arrived_at):
        if letter.message_id in last:
            found.append((last[letter.message_id], letter))
        last[letter.message_id] = letter
    return found


CHECKS = (
    _rsvps,
    _seats,
    _outbox,
    _first_words,
    _reminders_lost,
    _reminders_wrong,
    _reminders_late,
    _moves,
    _cancellations,
    _told_twice,
    _times_told,
    _duplicates,
)
