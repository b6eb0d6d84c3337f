"""Where a private event is: sealed, and opened for those alone who may know."""

import json
from typing import NamedTuple

from core import vault
from events.models import Event
from groups.vault_owner import group_owner

PRIVATE = ("venue", "address", "directions")


class Whereabouts(NamedTuple):
    """The words that lead to a door. All empty where nobody has said yet."""

    venue: str = ""
    address: str = ""
    directions: str = ""

    @property
    def line(self) -> str:
        """Venue and address as one line."""
        return ", ".join(part for part in (self.venue, self.address) if part)


def whereabouts_of(event: Event) -> Whereabouts:
    """Where the event is, private or not: ask `policies.may_see_place` first.

    Raises KeyDestroyed when the group's data was shredded.
    """
    if not event.is_private:
        return Whereabouts(event.venue, event.address, event.directions)
    if event.sealed_place is None:
        return Whereabouts()
    data = vault.unseal(group_owner(event.group_id), event.uid, bytes(event.sealed_place))
    return Whereabouts(**json.loads(data))


def public_whereabouts(event: Event) -> Whereabouts | None:
    """What everyone may know; None where it is private."""
    return None if event.is_private else Whereabouts(event.venue, event.address, event.directions)


def set_whereabouts(event: Event, where: Whereabouts, *, is_private: bool) -> None:
    """Writes the words into the clear columns or the sealed one, and empties the other."""
    event.is_private = is_private
    shown = Whereabouts() if is_private else where
    event.venue, event.address, event.directions = shown
    event.sealed_place = None
    if is_private and any(where):
        data = json.dumps(where._asdict()).encode()
        event.sealed_place = vault.seal(group_owner(event.group_id), event.uid, data)
