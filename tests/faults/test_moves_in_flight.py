"""The race that matters most, aimed: a letter with the old time has been taken by the mail server
and not marked yet, when the event moves or is cancelled and the worker dies or hangs. Nobody is
left with the old time, and nobody is told the new one twice."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from config.supervisor import programs
from core.actors import SYSTEM
from events.models import Event
from events.services.event_move import cancel_event, move_event
from tests.events.gatherings import an_event, answer, mailbox
from tests.events.outbox import Outbox
from tests.faults.clocks import Clocks, as_letters_write
from tests.faults.evidence import wait_for_calm
from tests.faults.programs import MailServer, Programs
from tests.faults.records import Letter, News, read_letter
from tests.stories import coalition_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

USUAL = programs.worker()
WORKER = replace(USUAL, command=(*USUAL.command, "--concurrency", "2"))
CLOCKS = Clocks.far_from_midnight()
OLD, NEW = (as_letters_write(CLOCKS.tomorrow(minutes)) for minutes in (10, 20))


class InFlight:
    """One person who comes to an event of tomorrow, and a mail server that holds back its answer
    to the first letter."""

    def __init__(self, environment: dict[str, str], logs: Path, event: Event) -> None:
        self.mail = MailServer(hold_at=(1,))
        self.event = event
        self._environment, self._logs = environment, logs
        answer(event, "ana")

    @contextmanager
    def held(self) -> Iterator[Programs]:
        """While the letter is taken and not answered; ends when nothing is owed."""
        with self.mail.serving() as url:
            running = Programs(self._environment | {"EMAIL_URL": url}, self._logs)
            try:
                running.start(WORKER)
                running.start(programs.beat())
                self.mail.wait_until_held()
                yield running
                wait_for_calm(seconds=150, programs=running)
            finally:
                running.stop_all()

    def move(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        move_event(event=event, version=event.version, start=CLOCKS.tomorrow(20), actor=SYSTEM)

    def cancel(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        cancel_event(event=event, version=event.version, actor=SYSTEM)

    def told(self) -> list[tuple[News, str]]:
        """What a mailbox shows that keeps the first letter of each Message-ID, in order."""
        letters: dict[str, Letter] = {}
        for raw in self.mail.letters:
            letter = read_letter(raw, arrived_at=0.0)
            letters.setdefault(letter.message_id, letter)
        assert {letter.to for letter in letters.values()} == {mailbox("ana")}
        return [(letter.news, letter.clock) for letter in letters.values()]

    @property
    def repeated(self) -> int:
        """How many letters came under a Message-ID that had come before."""
        return len(self.mail.ids) - len(set(self.mail.ids))


def event_of_tomorrow(*, due_in: float | None = None) -> Event:
    """With a reminder that is due in so many seconds, or none."""
    story = coalition_of(1)
    rules = [] if due_in is None else [CLOCKS.day_before(time.time() + due_in)]
    return an_event(story, start=CLOCKS.tomorrow(10), reminders=rules, **CLOCKS.place)


def killed(running: Programs) -> None:
    """The worker whose letter is held."""
    running.kill("worker")
    running.start(WORKER)


def left_hanging(running: Programs) -> None:
    """Beyond its lease, until the mail server lets it go."""


WHATEVER_BEFALLS = pytest.mark.parametrize("befalls", [killed, left_hanging])


@pytest.fixture
def reminded(environment: dict[str, str], tmp_path: Path, settings: LazySettings) -> InFlight:
    """The person was told when it is, and is about to be reminded."""
    case = InFlight(environment, tmp_path, event_of_tomorrow(due_in=4))
    assert len(Outbox.into(tmp_path / "mail", settings).deliver()) == 1
    return case


@WHATEVER_BEFALLS
def test_a_reminder_in_flight_when_the_event_moves(
    reminded: InFlight, befalls: Callable[[Programs], None]
) -> None:
    with reminded.held() as running:
        reminded.move()
        befalls(running)
    assert reminded.told() == [(News.REMINDER, OLD), (News.MOVED, NEW)]
    assert reminded.repeated == 0


def test_a_reminder_in_flight_when_the_event_is_cancelled(reminded: InFlight) -> None:
    with reminded.held() as running:
        reminded.cancel()
        killed(running)
    assert reminded.told() == [(News.REMINDER, OLD), (News.CANCELLED, OLD)]
    assert reminded.repeated == 0


@WHATEVER_BEFALLS
def test_the_first_letter_in_flight_when_the_event_moves(
    environment: dict[str, str], tmp_path: Path, befalls: Callable[[Programs], None]
) -> None:
    """It is sent again, with the new time. A mailbox that drops it for the one before, which has
    the same Message-ID, gets the news of the move all the same."""
    case = InFlight(environment, tmp_path, event_of_tomorrow())
    with case.held() as running:
        case.move()
        befalls(running)
    assert case.told() == [(News.RECEIVED, OLD), (News.MOVED, NEW)]
    assert case.repeated == 1
