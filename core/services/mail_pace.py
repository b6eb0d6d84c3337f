"""Lets mail to one domain leave at a set rate, and leaves a busy domain alone for a while.

A slot is a time at which one letter to a domain may leave. Slots are booked in the database, by
its clock, a few at a time, so that any number of deliverers keep one rate together and most
letters cost no statement. A deliverer that dies wastes the few that it held, nothing else.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from core import prepared
from core.keyed_hash import keyed_hash
from core.mail.domain import domain_of

# A letter may leave this much before its slot: putting it back for so short a time is worth less
# than a burst costs.
EARLY_SECONDS = 1.0
AT_ONCE_SECONDS = 0.1
MOST_AT_ONCE = 100
PAUSE = timedelta(seconds=60)
# A letter that comes later than this to its slot books anew: else all that waited while the
# deliverers were away would leave in one burst.
LATE = timedelta(seconds=5)

BOOK = """
    INSERT INTO core_mailpace AS pace (key, free_at)
    VALUES ($1, statement_timestamp() + $2::interval)
    ON CONFLICT (key) DO UPDATE
    SET free_at = greatest(pace.free_at, statement_timestamp()) + $2::interval
    RETURNING free_at - $2::interval,
        extract(epoch FROM free_at - $2::interval - statement_timestamp())::float8
"""
STILL_GOOD = """
    SELECT FROM core_mailpace
    WHERE key = $1 AND $2::timestamptz > statement_timestamp() - $3::interval
      AND (paused_until IS NULL OR paused_until <= statement_timestamp())
"""
GIVE_PAUSE = """
    INSERT INTO core_mailpace AS pace (key, free_at, paused_until)
    VALUES ($1, statement_timestamp() + $2::interval, statement_timestamp() + $2::interval)
    ON CONFLICT (key) DO UPDATE
    SET free_at = greatest(pace.free_at, excluded.free_at), paused_until = excluded.paused_until
"""


@dataclass
class _Slots:
    """Slots that are booked and not used: from when on, and how many."""

    starts_at: datetime
    opens: float
    left: int

    def take(self) -> datetime | None:
        """The time of one of them, or None when that has as good as come."""
        self.left -= 1
        return self.starts_at if self.opens > time.monotonic() + EARLY_SECONDS else None


class Pacer:
    """What one deliverer has booked, for the length of a pass. Not for threads to share."""

    def __init__(self) -> None:
        self._per_minute: int = settings.MAIL_PER_DOMAIN
        self._at_once = max(1, min(MOST_AT_ONCE, int(self._per_minute / 60 * AT_ONCE_SECONDS)))
        self._slots: dict[bytes, _Slots] = {}

    def slot(self, address: str, *, booked: datetime | None) -> datetime | None:
        """When a letter to the address may leave; None: now. A slot so given is the letter's own.

        `booked` is the slot that it was given before, if any: it is as good as new unless the
        letter is late or the domain has been given a pause since.
        """
        if not self._per_minute:
            return None
        key = _key(address)
        if booked and prepared.run(STILL_GOOD, [key, booked, LATE]):
            return None
        slots = self._slots.get(key)
        if slots is None or not slots.left:
            slots = self._slots[key] = self._book(key)
        return slots.take()

    def pause(self, address: str) -> None:
        """The domain of the address takes no mail now: nobody's letter goes there for a minute."""
        if self._per_minute:
            key = _key(address)
            self._slots.pop(key, None)
            prepared.run(GIVE_PAUSE, [key, PAUSE], before=prepared.soon_on_disk())

    def _book(self, key: bytes) -> _Slots:
        """Slots that open together, so that a rate of a thousand a second is kept by hundreds."""
        span = timedelta(minutes=1) * self._at_once / self._per_minute
        row = prepared.first_row(BOOK, [key, span], before=prepared.soon_on_disk())
        assert row is not None
        starts_at, wait_seconds = row
        return _Slots(starts_at, time.monotonic() + wait_seconds, self._at_once)


def _key(address: str) -> bytes:
    return keyed_hash("mail pace", domain_of(address).encode())
