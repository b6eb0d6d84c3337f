"""Petitions as they stand in a list, with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from petitions.goal import next_goal
from petitions.models import Petition
from petitions.selectors.tally import public_counts


@dataclass(frozen=True)
class Card:
    """One petition, how many signed, and how many it hopes for."""

    petition: Petition
    count: int
    goal: int

    @property
    def count_text(self) -> str:
        return f"{self.count:,}"

    @property
    def goal_text(self) -> str:
        return f"{self.goal:,}"


def cards_of(petitions: Iterable[Petition]) -> list[Card]:
    """The cards in order; one query for all counts."""
    rows = list(petitions)
    counts = public_counts([row.pk for row in rows])
    return [Card(row, counts[row.pk], next_goal(counts[row.pk], first=row.goal)) for row in rows]
