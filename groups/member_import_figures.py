"""What becomes, or became, of the rows of a list of members. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

ROW_FIGURES = (
    "new", "updated", "unchanged", "left_out", "conflicting", "suppressed", "repeated_in_file",
    "rejected",
)  # fmt: skip


@dataclass
class Figures:
    """Every row is in one of the first eight.

    `filled` and `changed` count, by field, what updated rows brought to empty fields and to
    others; `tagged` members got a tag that they lacked, `consents` were recorded.
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    conflicting: int = 0
    suppressed: int = 0
    repeated_in_file: int = 0
    rejected: int = 0
    tagged: int = 0
    consents: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return sum(getattr(self, name) for name in ROW_FIGURES)

    def of_repetition(self) -> "Figures":
        """What taking the same list in once more comes to: everybody is there, nothing changes."""
        return replace(
            self, new=0, updated=0, unchanged=self.new + self.updated + self.unchanged,
            tagged=0, consents=0, filled=Counter(), changed=Counter(),
        )  # fmt: skip

    def by_row(self) -> dict[str, int]:
        """`{"rows", "new", …, "rejected"}`; `rows` is the sum of the others."""
        return {"rows": self.rows, **{name: getattr(self, name) for name in ROW_FIGURES}}

    def as_json(self) -> dict[str, Any]:
        # dataclasses.asdict makes pairs of a Counter's keys.
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Figures":
        counters = {name: Counter(data.get(name, {})) for name in ("filled", "changed")}
        return cls(**{**data, **counters})

    def shown(self) -> dict[str, Any]:
        """As `by_row`, with `tagged`, `consents` and `fields` (`filled` and `changed` by field)."""
        names = sorted(self.filled.keys() | self.changed.keys())
        return {
            **self.by_row(),
            "tagged": self.tagged,
            "consents": self.consents,
            "fields": {
                name: {"filled": self.filled[name], "changed": self.changed[name]} for name in names
            },
        }

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = self.as_json(), other.as_json()
        return Figures(**{name: mine[name] + theirs[name] for name in mine})


@dataclass
class UndoFigures:
    """`removed` members were new, `restored` have their old fields back; of `kept` ones
    something was changed after the import, and that stays. `consents` were withdrawn."""

    removed: int = 0
    restored: int = 0
    kept: int = 0
    consents: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, int]) -> "UndoFigures":
        return cls(**data)

    def __add__(self, other: "UndoFigures") -> "UndoFigures":
        mine, theirs = self.as_json(), other.as_json()
        return UndoFigures(**{name: mine[name] + theirs[name] for name in mine})
