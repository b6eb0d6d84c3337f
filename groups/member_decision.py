"""What a steward decides about a list before it is taken in. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.typed_text import BadText
from groups.member_form import read_tags, wrong

_LINE_DIGITS = 10


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


def read_decision(data: Mapping[str, Any]) -> Decision:
    """The decision that a form or a program sends: `conflicts`, `consent`, `tags` (words, or one
    text with commas) and `lines` (`{"12": "theirs"}`). Raises Invalid."""
    return Decision(
        conflicts=_chosen("conflicts", data.get("conflicts", Choice.LEAVE_OUT)),
        consent=_rule(data.get("consent", ConsentRule.NONE)),
        tags=_tags(data.get("tags", ())),
        lines={
            _line(line): _chosen("lines", choice)
            for line, choice in dict(data.get("lines", {})).items()
        },
    )


def _chosen(field: str, value: Any) -> Choice:
    try:
        return Choice(value)
    except ValueError as error:
        raise Invalid.field(field, "unknown", _("Choose ours, theirs or leave_out.")) from error


def _rule(value: Any) -> ConsentRule:
    try:
        return ConsentRule(value)
    except ValueError as error:
        raise Invalid.field("consent", "unknown", _("Choose list or none.")) from error


def _tags(value: Any) -> tuple[str, ...]:
    try:
        return read_tags(value)
    except BadText as error:
        problem = wrong("tags", error.code)
        raise Invalid(problem.detail, errors=[problem]) from error


def _line(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < _LINE_DIGITS):
        raise Invalid.field("lines", "invalid", _("Name each row by its line in the file."))
    return int(text)
