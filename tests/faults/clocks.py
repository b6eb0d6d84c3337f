"""Times for events of tomorrow whose reminders come due in a few seconds.

On the clocks of a zone without summer time where it is neither just before nor just after
midnight, so that the run never meets a change of day.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.local_time import Moment, resolve

PLACES = {
    "Pacific/Honolulu": ("Honolulu", "HI"),
    "America/Phoenix": ("Phoenix", "AZ"),
}


@dataclass(frozen=True)
class Clocks:
    """`zone` and its `city` and `region`. Seconds are since the epoch."""

    zone: str

    @classmethod
    def far_from_midnight(cls) -> "Clocks":
        now = time.time()
        return next(
            clocks for zone in PLACES if (clocks := cls(zone)).local(now).hour in range(1, 22)
        )

    @property
    def place(self) -> dict[str, str]:
        city, region = PLACES[self.zone]
        return {"city": city, "region": region}

    def local(self, at: float) -> datetime:
        """The wall time, naive."""
        return datetime.fromtimestamp(at, ZoneInfo(self.zone)).replace(tzinfo=None)

    def moment(self, at: float) -> Moment:
        return resolve(self.local(at), self.zone)

    def tomorrow(self, minutes: int, *, second: int = 0) -> Moment:
        """So many minutes after noon, at that second of the minute."""
        day = self.local(time.time()).date() + timedelta(days=1)
        noon = datetime(day.year, day.month, day.day, 12, 0, second)  # noqa: DTZ001 - a wall time
        return resolve(noon + timedelta(minutes=minutes), self.zone)

    def day_before(self, due: float) -> dict[str, str]:
        """The rule of an event of tomorrow that is due then."""
        return {"offset": "-P1D", "at": f"{self.local(due):%H:%M:%S}"}


def minutes_before(start: Moment, due: float) -> str:
    """The rule that is due then, which is whole minutes before the start."""
    return f"-PT{round((start.instant.timestamp() - due) / 60)}M"


def as_letters_write(start: Moment) -> str:
    """12:05 pm."""
    return f"{start.local:%I:%M %p}".lstrip("0").lower()
