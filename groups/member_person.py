"""What is sealed of a member, as JSON: what the group knows of the person. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

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


def person_from(known: Mapping[str, Any]) -> MemberPerson:
    """The person in a mapping of more: a sealed signature or RSVP, a parsed row of a list."""
    return MemberPerson(**{name: known[name] for name in PERSON_FIELDS if known.get(name)})


def to_bytes(person: MemberPerson) -> bytes:
    """JSON for sealing; what is empty is absent."""
    known = {name: value for name in PERSON_FIELDS if (value := getattr(person, name))}
    return _encode(known).encode()


def from_bytes(data: bytes) -> MemberPerson:
    """The person that `to_bytes` wrote."""
    return MemberPerson(**json.loads(data))
