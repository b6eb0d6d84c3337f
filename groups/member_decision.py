"""What a steward decides about a list before it is taken in. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """How a row that conflicts with the member list is settled."""

    OURS = "ours"  # what is disputed stays as we have it, the rest of the row counts
    THEIRS = "theirs"  # the row is taken as it stands
    LEAVE_OUT = "leave_out"  # nothing of the row is taken


class ConsentRule(StrEnum):
    """What a yes in the list's consent column is."""

    LIST = "list"  # a consent, kept under the wording "list:ID" of this import
    NONE = "none"  # nothing: nobody of this list may be written to because of it


@dataclass(frozen=True)
class Decision:
    """`conflicts` settles every conflict but those of the lines in `lines`; `tags` are added to
    everyone whose row is taken."""

    conflicts: Choice = Choice.LEAVE_OUT
    consent: ConsentRule = ConsentRule.NONE
    tags: Sequence[str] = ()
    lines: Mapping[int, Choice] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """`lines` are not in it: they are kept with the rows."""
        return {
            "conflicts": str(self.conflicts),
            "consent": str(self.consent),
            "tags": list(self.tags),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        return cls(
            conflicts=Choice(data["conflicts"]),
            consent=ConsentRule(data["consent"]),
            tags=tuple(data["tags"]),
        )
