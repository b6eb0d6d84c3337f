"""Which of the people who share a mailbox somebody is, where a petition lets two share one.

Pure. The first person of a mailbox has slot 0, a second with another name and the same postal
code slot 1. Whoever cannot be told from the first, or has no name, counts as the first again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

from groups.identity import fold
from petitions.models.signature import SignatureState
from petitions.sealed_person import full_name


class Person(NamedTuple):
    """What tells people of one mailbox apart: folded name, first five of the postal code."""

    name: str
    postal_code: str

    @classmethod
    def of(cls, sealed: Mapping[str, Any]) -> Self:
        """The person of the object that is sealed of a signer."""
        return cls(fold(full_name(sealed)), sealed.get("postal_code", "")[:5])


@dataclass(slots=True)
class Held:
    """What a signature holds: its state, the person sealed, the one waiting to confirm."""

    state: str
    sealed: Person | None
    pending: Person | None = None

    def knows(self, name: str) -> bool:
        """Whether the name, which may not be empty, is one of those held."""
        return bool(name) and any(person.name == name for person in self._people())

    def is_couple_with(self, person: Person) -> bool:
        """Whether somebody here has a name, and somebody the person's postal code."""
        named = any(held.name for held in self._people())
        near = any(held.postal_code == person.postal_code for held in self._people())
        return bool(person.name and person.postal_code) and named and near

    def hear(self, person: Person, state: str) -> None:
        """What a list's word changes here, as `services.import_batch` writes it."""
        if self.state == SignatureState.UNCONFIRMED:
            self.pending = self.pending or self.sealed
        elif self.state != SignatureState.HASHED or state != SignatureState.ATTESTED:
            return
        self.state, self.sealed = state, person

    def _people(self) -> list[Person]:
        return [person for person in (self.sealed, self.pending) if person is not None]


@dataclass(slots=True)
class Mailbox:
    """The signatures of one mailbox under one petition, as far as there are any."""

    first: Held | None = None
    second: Held | None = None

    def slot_of(self, person: Person) -> int:
        """0 or 1. A name that is held keeps its slot, wherever the person has moved to since."""
        if self.first is not None and self.first.knows(person.name):
            return 0
        if self.second is not None and self.second.knows(person.name):
            return 1
        return int(self.first is not None and self.first.is_couple_with(person))

    def take_in(self, person: Person, state: str) -> int:
        """The slot of a person on a list, who is known from then on. `state` is the list's word."""
        slot = self.slot_of(person)
        held = self.second if slot else self.first
        if held is not None:
            held.hear(person, state)
        elif slot:
            self.second = Held(state, person)
        else:
            self.first = Held(state, person)
        return slot


def lock_name(first_id: UUID) -> str:
    """Held by whoever gives out slots of the mailbox whose first signature has this id."""
    return f"mailbox:{first_id}"
