"""The judge can fail: each kind of breach, planted by hand in a story that is clean without it."""

from dataclasses import dataclass, field, replace

import pytest

from tests.faults.journal import Answer, Blow, Cancellation, Journal, Plan
from tests.faults.judge import Breach, Case, judge
from tests.faults.records import (
    Database,
    EventRow,
    Letter,
    MessageRow,
    News,
    ReminderRow,
    RsvpRow,
)

DUE, START, JUDGED_AT, LEASE = 100.0, 9000.0, 500.0, 2.0
EVENT, ANA = "rally", "ana@guests.example"
FIRST, SECOND = "12:01 pm", "12:02 pm"
REMINDER_KEY = "reminder:1:1:day_before"


@dataclass
class Story:
    """Ana answered at 50, was told so at 51 and reminded at 101."""

    journal: Journal = field(default_factory=Journal)
    event: EventRow = field(default_factory=lambda: EventRow(EVENT, "open", None, 0, 0))
    rsvps: list[RsvpRow] = field(default_factory=list)
    reminders: list[ReminderRow] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def answers(self, person: str = ANA, *, status: int = 201, at: float = 50.0) -> None:
        self.journal.note(Answer(EVENT, person, status, at - 1, at))

    def is_kept(self, person: str = ANA, *, state: str = "going", seats: int = 1) -> None:
        self.rsvps.append(RsvpRow(EVENT, person, state, seats, number=len(self.rsvps)))

    def plans(
        self, version: int, clock: str, *, answered_at: float, starts_at: float = START
    ) -> None:
        dues = {"day_before": DUE}
        asked_at = answered_at - 1
        self.journal.note(Plan(EVENT, version, clock, starts_at, dues, asked_at, answered_at))

    def moves(self) -> None:
        """At 200, after the reminder."""
        self.plans(2, SECOND, answered_at=200.0)

    def cancels(self, *, at: float = 200.0) -> None:
        self.journal.note(Cancellation(EVENT, at - 1, at))
        self.event = replace(self.event, state="cancelled")

    def owes(self, message_id: str, *, key: str = "", state: str = "done") -> None:
        self.messages.append(MessageRow(message_id, key or message_id, state))

    def sends(
        self, news: News, message_id: str, *, at: float, clock: str = FIRST, person: str = ANA
    ) -> None:
        self.letters.append(Letter(message_id, person, EVENT, news, clock, at))

    def breaches(self) -> list[Breach]:
        database = Database([self.event], self.rsvps, self.reminders, self.messages)
        return judge(Case(self.journal, database, self.letters, JUDGED_AT, LEASE))

    def promises_broken(self) -> list[str]:
        return [breach.promise for breach in self.breaches()]


@pytest.fixture
def story() -> Story:
    story = Story()
    story.plans(1, FIRST, answered_at=1.0)
    story.answers()
    story.is_kept()
    story.reminders.append(ReminderRow(EVENT, "day_before", 1, "done", DUE))
    story.owes("<a>", key="rsvp:1:1")
    story.owes("<b>", key=REMINDER_KEY)
    story.sends(News.RECEIVED, "<a>", at=51.0)
    story.sends(News.REMINDER, "<b>", at=101.0)
    return story


def test_a_clean_story_has_no_breach(story: Story) -> None:
    assert story.breaches() == []


def test_a_move_that_was_told_once_has_no_breach(story: Story) -> None:
    story.moves()
    story.owes("<c>", key="moved:1:1")
    story.sends(News.MOVED, "<c>", at=300.0, clock=SECOND)
    assert story.breaches() == []


def test_a_cancellation_that_was_told_once_has_no_breach(story: Story) -> None:
    story.cancels()
    story.owes("<c>", key="cancelled:1:1")
    story.sends(News.CANCELLED, "<c>", at=300.0)
    assert story.breaches() == []


def test_a_promised_rsvp_is_missing(story: Story) -> None:
    story.answers("bo@guests.example")
    assert story.breaches() == [
        Breach("a promised RSVP is missing", EVENT, "bo@guests.example"),
    ]


def test_one_that_was_not_answered_may_be_missing_or_there(story: Story) -> None:
    story.answers("bo@guests.example", status=503)
    story.answers("cy@guests.example", status=0)
    story.is_kept("cy@guests.example")
    story.owes("<c>")
    story.sends(News.RECEIVED, "<c>", at=60.0, person="cy@guests.example")
    assert story.breaches() == []


def test_an_rsvp_that_nobody_sent(story: Story) -> None:
    story.is_kept("eve@guests.example", state="waiting")
    assert story.promises_broken() == [
        "an RSVP that nobody sent",
        "somebody comes and was never written to",
    ]


@pytest.mark.parametrize(
    ("event", "promise"),
    [
        (EventRow(EVENT, "open", 0, 1, 0), "more seats taken than there are"),
        (EventRow(EVENT, "open", 2, 2, 0), "seats are miscounted"),
        (EventRow(EVENT, "open", 2, 1, 1), "seats are miscounted"),
    ],
)
def test_seats_oversold_and_miscounted(story: Story, event: EventRow, promise: str) -> None:
    story.event = event
    assert story.promises_broken() == [promise]


def _waits(story: Story, *, seats: int) -> None:
    story.event = EventRow(EVENT, "open", 2, 1, 1)
    story.answers("bo@guests.example")
    story.is_kept("bo@guests.example", state="waiting", seats=seats)
    story.owes("<c>")
    story.sends(News.RECEIVED, "<c>", at=60.0, person="bo@guests.example")


def test_a_free_seat_while_people_wait(story: Story) -> None:
    _waits(story, seats=1)
    assert story.promises_broken() == ["a free seat while people wait"]


def test_a_seat_may_be_free_where_the_first_in_line_wants_two(story: Story) -> None:
    _waits(story, seats=2)
    assert story.breaches() == []


@pytest.mark.parametrize("state", ["pending", "running", "failed"])
def test_a_message_that_is_left(story: Story, state: str) -> None:
    story.owes("<c>", key="moved:1:1", state=state)
    assert story.breaches() == [
        Breach(f"a message is {state} when all is calm", "", "moved:1:1"),
    ]


def test_a_message_marked_and_never_sent(story: Story) -> None:
    story.owes("<c>", key="moved:1:1")
    assert story.breaches() == [Breach("a message was marked and never sent", "", "moved:1:1")]


def test_a_letter_that_nobody_owed(story: Story) -> None:
    story.sends(News.PROMOTED, "<x>", at=60.0)
    assert story.breaches() == [Breach("a letter that nobody owed", EVENT, ANA)]


def test_somebody_was_never_written_to(story: Story) -> None:
    story.answers("bo@guests.example", at=120.0)
    story.is_kept("bo@guests.example")
    assert story.breaches() == [
        Breach("somebody comes and was never written to", EVENT, "bo@guests.example"),
    ]


def test_somebody_going_was_not_reminded(story: Story) -> None:
    del story.letters[1], story.messages[1]
    assert story.breaches() == [Breach("somebody who is going was not reminded", EVENT, ANA)]


def test_who_answered_after_it_was_due_is_owed_no_reminder(story: Story) -> None:
    del story.letters[1], story.messages[1]
    story.journal.answers.clear()
    story.answers(at=DUE + 1)
    assert story.breaches() == []


def test_a_reminder_never_came_due(story: Story) -> None:
    story.reminders[0] = replace(story.reminders[0], state="pending")
    assert story.breaches() == [Breach("a planned reminder never came due", EVENT)]


def test_a_reminder_before_it_was_due(story: Story) -> None:
    story.letters[1] = replace(story.letters[1], arrived_at=DUE - 0.1)
    assert story.breaches() == [Breach("a reminder before it was due", EVENT, ANA)]


def test_a_reminder_of_another_time_than_it_tells(story: Story) -> None:
    story.moves()
    story.letters[1] = replace(story.letters[1], clock=SECOND, arrived_at=210.0)
    story.owes("<c>")
    story.sends(News.MOVED, "<c>", at=205.0, clock=SECOND)
    assert story.breaches() == [
        Breach("a reminder of another time than it tells", EVENT, ANA),
    ]


@pytest.mark.parametrize(("at", "broken"), [(201.9, 0), (202.1, 1)])
def test_a_reminder_of_an_old_time_after_the_move(story: Story, at: float, broken: int) -> None:
    story.moves()
    story.letters[1] = replace(story.letters[1], arrived_at=at)
    story.owes("<c>")
    story.sends(News.MOVED, "<c>", at=300.0, clock=SECOND)
    breach = Breach("a reminder of an old time after the move", EVENT, ANA)
    assert story.breaches() == [breach] * broken


@pytest.mark.parametrize(("at", "broken"), [(201.9, 0), (202.1, 1)])
def test_a_reminder_after_the_cancellation(story: Story, at: float, broken: int) -> None:
    story.cancels()
    story.letters[1] = replace(story.letters[1], arrived_at=at)
    story.owes("<c>")
    story.sends(News.CANCELLED, "<c>", at=300.0)
    breach = Breach("a reminder after the cancellation", EVENT, ANA)
    assert story.breaches() == [breach] * broken


def test_told_the_old_time_and_not_the_new_one(story: Story) -> None:
    story.moves()
    assert story.breaches() == [Breach("told an old time and not the new one", EVENT, ANA)]


def test_told_the_new_time_under_the_message_id_of_the_old_one(story: Story) -> None:
    story.moves()
    story.sends(News.RECEIVED, "<a>", at=300.0, clock=SECOND)
    story.journal.note(Blow("worker", 1, 100.0, 290.0))
    assert story.breaches() == [Breach("told an old time and not the new one", EVENT, ANA)]


def test_who_was_told_the_new_time_alone_needs_no_news_of_the_move(story: Story) -> None:
    story.moves()
    del story.letters[1], story.messages[1]
    story.letters[0] = replace(story.letters[0], clock=SECOND, arrived_at=300.0)
    assert story.breaches() == []


def test_told_the_new_time_twice(story: Story) -> None:
    story.moves()
    for message_id in ("<c>", "<d>"):
        story.owes(message_id)
        story.sends(News.MOVED, message_id, at=300.0, clock=SECOND)
    assert story.breaches() == [
        Breach("told twice under two Message-IDs: moved", EVENT, ANA),
    ]


def test_not_told_of_the_cancellation(story: Story) -> None:
    story.cancels()
    assert story.breaches() == [Breach("not told of the cancellation", EVENT, ANA)]


def test_told_of_the_cancellation_twice(story: Story) -> None:
    story.cancels()
    for message_id in ("<c>", "<d>"):
        story.owes(message_id)
        story.sends(News.CANCELLED, message_id, at=300.0)
    assert story.breaches() == [
        Breach("told twice under two Message-IDs: cancelled", EVENT, ANA),
    ]


def test_a_cancellation_was_lost(story: Story) -> None:
    story.cancels()
    story.event = replace(story.event, state="open")
    assert story.breaches() == [Breach("a cancellation was lost", EVENT)]


def test_told_of_a_cancellation_that_is_none(story: Story) -> None:
    story.owes("<c>")
    story.sends(News.CANCELLED, "<c>", at=300.0)
    assert story.breaches() == [Breach("told of a cancellation that is none", EVENT, ANA)]


def test_a_reminder_doubled_under_two_message_ids(story: Story) -> None:
    story.owes("<c>", key=REMINDER_KEY)
    story.sends(News.REMINDER, "<c>", at=102.0)
    assert story.breaches() == [
        Breach("told twice under two Message-IDs: reminder", EVENT, ANA),
    ]


UNEXPLAINED = Breach("a letter came twice and nothing explains it", EVENT, ANA)


def test_a_letter_came_twice_and_nothing_was_killed(story: Story) -> None:
    story.sends(News.REMINDER, "<b>", at=104.0)
    assert story.breaches() == [UNEXPLAINED]


def test_a_kill_explains_one_letter_that_was_in_flight(story: Story) -> None:
    story.journal.note(Blow("worker", 1, 101.2, 101.3))
    story.sends(News.REMINDER, "<b>", at=104.0)
    assert story.breaches() == []
    story.sends(News.REMINDER, "<b>", at=105.0)
    assert story.breaches() == [UNEXPLAINED]


@pytest.mark.parametrize("at", [95.0, 110.0])
def test_a_kill_explains_nothing_that_came_twice_at_another_time(story: Story, at: float) -> None:
    story.journal.note(Blow("worker", 1, at, at))
    story.sends(News.REMINDER, "<b>", at=104.0)
    assert story.breaches() == [UNEXPLAINED]


def test_a_misfortune_with_nothing_in_flight_explains_nothing(story: Story) -> None:
    story.journal.note(Blow("beat", 0, 101.2, 101.3))
    story.sends(News.REMINDER, "<b>", at=104.0)
    assert story.breaches() == [UNEXPLAINED]


def test_a_letter_after_the_start(story: Story) -> None:
    story.journal.plans[0] = replace(story.journal.plans[0], starts_at=110.0)
    story.owes("<c>")
    story.sends(News.PROMOTED, "<c>", at=112.1)
    assert story.breaches() == [Breach("a letter after the start", EVENT, ANA)]


def test_a_time_that_was_never_planned(story: Story) -> None:
    story.letters[0] = replace(story.letters[0], clock="9:59 am")
    assert story.breaches() == [Breach("a time that was never planned", EVENT, ANA)]


def test_a_time_told_before_it_was_planned(story: Story) -> None:
    story.moves()
    story.owes("<c>")
    story.sends(News.MOVED, "<c>", at=198.9, clock=SECOND)
    assert story.breaches() == [Breach("a time told before it was planned", EVENT, ANA)]
