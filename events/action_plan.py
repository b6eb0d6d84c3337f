"""What an action's plan means in one city. Pure."""

from datetime import date, datetime, time

from events.local_time import Moment, in_zone, resolve
from events.models.action import Action, Timing


def start_in(
    action: Action,
    zone: str,
    *,
    day: date | None = None,
    at: time | None = None,
    fold: int | None = None,
) -> Moment:
    """When the action starts on the clocks of `zone`, on a day or at a time of the city's own.

    "Noon there", or the same instant everywhere. Raises Invalid for a time that does not exist
    there or comes twice (`fold` says which).
    """  # fmt: skip
    local = datetime.combine(day or action.date, at or action.local_time)
    if action.timing == Timing.LOCAL or at is not None:
        return resolve(local, zone, fold=fold, field="local_time")
    planned = resolve(local, action.timezone, fold=fold, field="local_time")
    return in_zone(planned.instant, zone)
