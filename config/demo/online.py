"""Who signs online in the demo, what each does afterwards, and what must come of it. Pure."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from config.demo.invented_people import Person, invent_people
from config.demo.partner_lists import Truth
from config.demo.story import COMMENTS, GROUPS

HASHED_LIST = "d_hashed.csv"
CHANNELS = ("", "/newsletter", "/door-to-door")


class Afterwards(StrEnum):
    """What a signer does with the mail."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"  # confirms first
    NOT_ME = "not me"


@dataclass(frozen=True)
class OnlineSigner:
    person: Person
    source: str
    comment: str
    display: str
    afterwards: Afterwards
    wants_to_hear: bool = False

    def body(self) -> dict[str, object]:
        """What is sent to the sign endpoint."""
        return {
            "given_name": self.person.given.written,
            "family_name": self.person.family.written,
            "email": self.person.email,
            "postal_code": self.person.place.zip_code,
            "comment": self.comment,
            "display": self.display,
            "source": self.source,
            "subscribe": [self.source.partition("/")[0]] if self.wants_to_hear else [],
        }


def online_signers(*, people: int, seed: int) -> list[OnlineSigner]:
    """One signer for each fifty people: half of them may be on a list, half are new."""
    rng = random.Random(f"online {seed}")
    count = max(20, people // 50)
    first_new = people + people // 8
    known = rng.sample(range(people), min(people, count // 2))
    new = range(first_new, first_new + count - len(known))
    everyone = [*_listed(people, seed, frozenset(known)), *invent_people(rng, new)]
    return [_signer(rng, person) for person in everyone]


def expected_waterfall(truth: Truth, signers: list[OnlineSigner]) -> dict[str, int]:
    """The waterfall after all lists were imported and all signers did what they do."""
    figures = truth.figures().values()
    states = _listed_states(truth)
    known = sum(signer.person.number in states for signer in signers)
    for signer in signers:
        states[signer.person.number] = _end_state(signer, states.get(signer.person.number))
    by_state = Counter(states.values())
    rows = sum(figure["rows"] for figure in figures)
    repeated = sum(figure["repeated_in_file"] + figure["already_signed"] for figure in figures)
    return {
        "received": rows + len(signers),
        "rejected": sum(figure["rejected"] for figure in figures),
        "duplicates": repeated + known,
        **{state: by_state[state] for state in _STATES},
        "counted": by_state["confirmed"] + by_state["attested"],
    }


_STATES = ("unconfirmed", "confirmed", "attested", "withdrawn", "invalidated")
_ENDS = {
    Afterwards.CONFIRM: "confirmed",
    Afterwards.WITHDRAW: "withdrawn",
    Afterwards.NOT_ME: "invalidated",
}


def _listed_states(truth: Truth) -> dict[int, str]:
    return {number: "attested" for one in truth.lists for number in one.signers}


def _end_state(signer: OnlineSigner, before: str | None) -> str:
    return _ENDS.get(signer.afterwards, before or "unconfirmed")


def _listed(people: int, seed: int, wanted: frozenset[int]) -> Iterator[Person]:
    """The very people of the generator's lists: its first draw with this seed."""
    for person in invent_people(random.Random(seed), range(people)):
        if person.number in wanted:
            yield person


def _signer(rng: random.Random, person: Person) -> OnlineSigner:
    choices = [Afterwards.CONFIRM] * 15 + [Afterwards.NOTHING] * 4
    return OnlineSigner(
        person=person,
        source=rng.choice(GROUPS).slug + rng.choice(CHANNELS),
        comment=rng.choice(COMMENTS),
        display=rng.choice(("name", "name", "name", "anonymous")),
        afterwards=rng.choice([*choices, rng.choice([Afterwards.WITHDRAW, Afterwards.NOT_ME])]),
        wants_to_hear=rng.random() < 0.4,
    )
