"""What is sealed of a signer, as JSON: what they wrote, and what waits for their confirmation.

Pure. A person is an object with the keys given_name, family_name, email, phone, street,
postal_code, comment, custom, language; what is empty is absent. A pending submission has those
and under `choice`, in the order of `Choice`, what else it would change: display, place, the groups
subscribed to, wording, source.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from petitions.sign_form import SignForm

CHOICE = "choice"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Choice:
    """What a pending submission would change outside the sealed person."""

    display: str
    country: str
    region: str
    city: str
    subscribe: Sequence[int]
    wording: str
    source: int


def person_of(form: SignForm) -> dict[str, Any]:
    """The person that a form describes."""
    person = {
        "given_name": form.given_name,
        "family_name": form.family_name,
        "email": form.email.address,
        "phone": form.phone,
        "postal_code": form.postal_code,
        "comment": form.comment,
        "custom": form.custom,
        "language": form.language,
    }
    return {key: value for key, value in person.items() if value}


def to_bytes(person: dict[str, Any], choice: Choice | None = None) -> bytes:
    """JSON for sealing; with a choice it is a pending submission."""
    if choice is not None:
        person = {**person, CHOICE: [*_choice_values(choice)]}
    return _encode(person).encode()


def from_bytes(data: bytes) -> tuple[dict[str, Any], Choice | None]:
    """The person, and the choice if this was a pending submission of the sign form."""
    person: dict[str, Any] = json.loads(data)
    values = person.pop(CHOICE, None)
    return person, Choice(*values) if values else None


def full_name(person: Mapping[str, Any]) -> str:
    """The name as one line, possibly empty."""
    return f"{person.get('given_name', '')} {person.get('family_name', '')}".strip()


def _choice_values(choice: Choice) -> tuple[Any, ...]:
    return (
        choice.display,
        choice.country,
        choice.region,
        choice.city,
        list(choice.subscribe),
        choice.wording,
        choice.source,
    )
