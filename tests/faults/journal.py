"""What the drive did and was answered, with times: the one witness that the service cannot change.

Times are seconds since the epoch by this machine's clock, which the mail sink and the databases of
these tests share.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

CREATED = 201


@dataclass(frozen=True)
class Answer:
    """One RSVP that a person sent: promised when it was answered 201, else it may or may not be."""

    event: str
    person: str
    status: int
    asked_at: float
    answered_at: float

    @property
    def is_promised(self) -> bool:
        return self.status == CREATED


@dataclass(frozen=True)
class Plan:
    """One version of an event's time. `clock` is how letters write it and no other version's;
    `dues` are the instants of its reminders by kind. It holds from somewhere between `asked_at`
    and `answered_at`, and surely after."""

    event: str
    version: int
    clock: str
    starts_at: float
    dues: Mapping[str, float]
    asked_at: float
    answered_at: float


@dataclass(frozen=True)
class Cancellation:
    event: str
    asked_at: float
    answered_at: float


@dataclass(frozen=True)
class Blow:
    """A misfortune that happened. `in_flight` is how many letters it may have caught between
    being taken by the mail server and being marked as sent: as many may come twice."""

    name: str
    in_flight: int
    began_at: float
    over_at: float


@dataclass
class Journal:
    """Several threads write into it."""

    answers: list[Answer] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)
    blows: list[Blow] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, entry: Answer | Plan | Cancellation | Blow) -> None:
        lists: dict[type, list] = {
            Answer: self.answers,
            Plan: self.plans,
            Cancellation: self.cancellations,
            Blow: self.blows,
        }
        with self._lock:
            lists[type(entry)].append(entry)

    @contextmanager
    def blow(self, name: str, *, in_flight: int) -> Iterator[None]:
        """Notes the misfortune that the block is."""
        began_at = time.time()
        try:
            yield
        finally:
            self.note(Blow(name, in_flight, began_at, time.time()))

    def plans_of(self, event: str) -> list[Plan]:
        """In the order of their versions."""
        return sorted(
            (plan for plan in self.plans if plan.event == event), key=lambda plan: plan.version
        )

    def cancellation_of(self, event: str) -> Cancellation | None:
        return next((one for one in self.cancellations if one.event == event), None)

    def events(self) -> list[str]:
        return sorted({plan.event for plan in self.plans})

    def promised_at(self, event: str, person: str) -> float | None:
        """When the person first knew that the RSVP was received."""
        found = [
            answer.answered_at
            for answer in self.answers
            if (answer.event, answer.person) == (event, person) and answer.is_promised
        ]
        return min(found, default=None)
