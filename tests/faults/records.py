"""What the judge compares: rows of the database and letters of the mail sink, as plain values."""

import re
from dataclasses import dataclass, field
from email.message import Message as RawLetter
from enum import Enum


class News(Enum):
    """What a letter tells, by the words before the colon in its subject."""

    RECEIVED = (
        "You are coming",
        "Please confirm that you are coming",
        "You are on the waiting list",
    )
    PROMOTED = ("There is a seat for you",)
    REMINDER = ("Today", "Tomorrow")
    MOVED = ("New time or place",)
    CANCELLED = ("Cancelled",)


@dataclass(frozen=True)
class Letter:
    """One arrival at the sink. `clock` is the start that its text tells, as `Plan.clock`."""

    message_id: str
    to: str
    event: str
    news: News
    clock: str
    arrived_at: float


@dataclass(frozen=True)
class RsvpRow:
    event: str
    person: str
    state: str
    seats: int
    number: int
    promoted_at: float | None = None

    @property
    def is_coming(self) -> bool:
        return self.state in {"going", "waiting"}


@dataclass(frozen=True)
class EventRow:
    slug: str
    state: str
    capacity: int | None
    seats_taken: int
    people_waiting: int


@dataclass(frozen=True)
class ReminderRow:
    event: str
    kind: str
    version: int
    state: str
    due_at: float


@dataclass(frozen=True)
class MessageRow:
    """`key` is the dedup key; of a reminder it ends with version and kind."""

    message_id: str
    key: str
    state: str

    @property
    def reminds_of(self) -> tuple[int, str] | None:
        """Version and kind of a reminder, None of anything else."""
        if not self.key.startswith("reminder:"):
            return None
        _, _, version, kind = self.key.split(":")
        return int(version), kind


@dataclass(frozen=True)
class Database:
    events: list[EventRow] = field(default_factory=list)
    rsvps: list[RsvpRow] = field(default_factory=list)
    reminders: list[ReminderRow] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)


def read_letter(raw: RawLetter, *, arrived_at: float) -> Letter:
    """What a person reads in a letter about an event. Raises ValueError for any other letter."""
    text = _text_of(raw)
    event = re.search(r"/e/([a-z0-9-]+)/", text)
    # News of a move names the old time before the new one.
    clocks = re.findall(r", (\d{1,2}:\d{2} [ap]m) to ", text)
    if event is None or not clocks:
        raise ValueError("a letter that names no event, or no time")
    return Letter(
        message_id=str(raw["Message-ID"]),
        to=str(raw["To"]),
        event=event[1],
        news=_news_of(str(raw["Subject"])),
        clock=clocks[-1],
        arrived_at=arrived_at,
    )


def _news_of(subject: str) -> News:
    headline = subject.partition(": ")[0]
    for news in News:
        if headline in news.value:
            return news
    raise ValueError(f"a letter about something else: {headline}")


def _text_of(raw: RawLetter) -> str:
    part = next(part for part in raw.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()
