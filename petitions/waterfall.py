"""The waterfall: what became of everything received. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from petitions.cells import DUPLICATE, REJECTED
from petitions.models.petition import DisplayRule
from petitions.models.signature import COUNTED, SignatureState


class Waterfall(TypedDict):
    """received is the sum of rejected, duplicates, unconfirmed, confirmed, attested, withdrawn
    and invalidated.

    `attested` includes the hashed; counted = confirmed + attested; `deliverable` is the part of
    the counted that has a name and may be shown.
    """

    received: int
    rejected: int
    duplicates: int
    unconfirmed: int
    confirmed: int
    attested: int
    withdrawn: int
    invalidated: int
    counted: int
    deliverable: int


def add_up(cells: Iterable[Sequence[Any]], *, display_rule: str = DisplayRule.SIGNER) -> Waterfall:
    """The waterfall of `(state, deliverable, n)` cells.

    Where the petition shows nobody's name, nothing is deliverable whatever the signers chose.
    """
    states: Counter[str] = Counter()
    deliverable = 0
    for state, shown, n in cells:
        states[state] += int(n)
        deliverable += int(n) if shown else 0
    return Waterfall(
        received=states.total(),
        rejected=states[REJECTED],
        duplicates=states[DUPLICATE],
        unconfirmed=states[SignatureState.UNCONFIRMED],
        confirmed=states[SignatureState.CONFIRMED],
        attested=states[SignatureState.ATTESTED] + states[SignatureState.HASHED],
        withdrawn=states[SignatureState.WITHDRAWN],
        invalidated=states[SignatureState.INVALIDATED],
        counted=sum(states[state] for state in COUNTED),
        deliverable=0 if display_rule == DisplayRule.NEVER else deliverable,
    )
