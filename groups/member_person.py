"""What is sealed of a member: what the group knows of the person. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from groups.identity import fold

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class MemberPerson:
    """What is not known is empty. `email` is the address as it was given."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    language: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """The full name as one line, possibly empty."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def masked_name(self) -> str:
        """Like "Ana C.", for who may not know more."""
        initial = f"{self.family_name[0]}." if self.family_name else ""
        return f"{self.given_name} {initial}".strip()


PERSON_FIELDS = tuple(field.name for field in fields(MemberPerson))

SEARCHED = ("given_name", "family_name", "email", "phone", "street", "postal_code")


def person_from(known: Mapping[str, Any]) -> MemberPerson:
    """The person in a mapping of more: a sealed signature or RSVP, a parsed row of a list."""
    return MemberPerson(**{name: known[name] for name in PERSON_FIELDS if known.get(name)})


def to_bytes(person: MemberPerson) -> bytes:
    """For sealing: one line of JSON, what is empty being absent, and a line of folded words.

    The second line is what a search looks through (`selectors.member_search`): comparing it costs
    a fiftieth of reading the person and folding their names each time.
    """
    known = {name: value for name in PERSON_FIELDS if (value := getattr(person, name))}
    words = fold(" ".join([value for name in SEARCHED if (value := getattr(person, name))]))
    return f"{_encode(known)}\n {words}".encode()


def from_bytes(data: bytes) -> MemberPerson:
    """The person that `to_bytes` wrote."""
    return MemberPerson(**json.loads(data.partition(b"\n")[0]))
