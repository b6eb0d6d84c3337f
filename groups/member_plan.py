"""What one row of a list does to the member list: the pure decision. Preview and import share it,
so that what is shown is what is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from groups.identity import fold
from groups.lists.place_finder import Where
from groups.member_decision import Choice
from groups.member_person import MemberPerson
from groups.member_rows import ListedPerson
from groups.models.member import MemberState

NAME, PHONE, PLACE = "name", "phone", "place"
# What people chose themselves, or staff wrote, is never overwritten by a list.
FILLED_ONLY = ("email", "language", "note")
OVERWRITTEN = ("phone", "street", "postal_code")
FIELDS = (*FILLED_ONLY, *OVERWRITTEN)
_NO_DIGIT = re.compile(r"\D")
_PHONE_DIGITS = 10


class Fate(StrEnum):
    """What becomes of a row; the values are the names of the figures."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    CONFLICTING = "conflicting"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as the group knows them; `person` is None of those who left or were erased."""

    id: UUID
    state: str
    person: MemberPerson | None
    place: Where
    tags: Sequence[str]
    source_ref: str
    version: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`person` and `place` are what the member has afterwards. `disputed` names what the row and
    the member list say differently of a name or a phone; `filled` and `changed` name fields."""

    fate: Fate
    person: MemberPerson
    place: Where
    disputed: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def plan_row(
    listed: ListedPerson,
    known: KnownMember | None,
    *,
    phone_is_anothers: bool,
    is_suppressed: bool,
    choice: Choice | None,
) -> Plan:
    """What becomes of the row. Without a choice a conflict changes nothing.

    Whoever unsubscribed, left or was erased stays so: a list does not bring anybody back.
    """
    gone = known is not None and known.state != MemberState.ACTIVE
    if is_suppressed or gone:
        return Plan(Fate.SUPPRESSED, listed.person, listed.place)
    disputed = _disputed(listed, known, phone_is_anothers)
    if disputed and choice in (None, Choice.LEAVE_OUT):
        fate = Fate.CONFLICTING if choice is None else Fate.LEFT_OUT
        return Plan(fate, listed.person, listed.place, disputed)
    told = _without(listed.person, disputed) if choice is Choice.OURS else listed.person
    if known is None or known.person is None:
        return Plan(Fate.NEW, told, listed.place, disputed)
    return _update(known.person, known.place, told, listed.place, disputed)


def _disputed(
    listed: ListedPerson, known: KnownMember | None, phone_is_anothers: bool
) -> tuple[str, ...]:
    named = known.person if known is not None else None
    other_name = named is not None and _is_another(named.name, listed.person.name)
    return (NAME,) * other_name + (PHONE,) * phone_is_anothers


def _is_another(ours: str, theirs: str) -> bool:
    """Whether two names are not of one person: "Ann" and "ANN LEE" are."""
    mine, other = set(fold(ours).split()), set(fold(theirs).split())
    return bool(mine and other) and not (mine <= other or other <= mine)


def _without(person: MemberPerson, disputed: tuple[str, ...]) -> MemberPerson:
    if NAME in disputed:
        person = replace(person, given_name="", family_name="")
    return replace(person, phone="") if PHONE in disputed else person


def _update(
    ours: MemberPerson,
    our_place: Where,
    told: MemberPerson,
    told_place: Where,
    disputed: tuple[str, ...],
) -> Plan:
    filled: list[str] = []
    changed: list[str] = []
    values: dict[str, str] = {}
    for name in FIELDS:
        mine, theirs = getattr(ours, name), getattr(told, name)
        if not theirs or _is_same(name, mine, theirs) or (mine and name in FILLED_ONLY):
            continue
        (changed if mine else filled).append(name)
        values[name] = theirs
    if _says_more(ours.name, told.name):
        (changed if ours.name else filled).append(NAME)
        values |= {"given_name": told.given_name, "family_name": told.family_name}
    place = our_place
    if _is_elsewhere(our_place, told_place):
        (changed if any(our_place) else filled).append(PLACE)
        place = told_place
    fate = Fate.UPDATED if filled or changed else Fate.UNCHANGED
    person = replace(ours, **values)
    return Plan(fate, person, place, disputed, tuple(filled), tuple(changed))


def _is_same(name: str, mine: str, theirs: str) -> bool:
    if name == PHONE:
        return _digits(mine) == _digits(theirs)
    return fold(mine) == fold(theirs)


def _digits(phone: str) -> str:
    return _NO_DIGIT.sub("", phone)[-_PHONE_DIGITS:]


def _says_more(ours: str, theirs: str) -> bool:
    """Another name that was chosen, or more of the same: not "Ann" for "Ann Lee"."""
    return not set(fold(theirs).split()) <= set(fold(ours).split())


def _is_elsewhere(ours: Where, theirs: Where) -> bool:
    """A place that is less precise and otherwise the same is no news."""
    return any(new and new != old for old, new in zip(ours, theirs, strict=True))


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is taken: its plan, and the member that it is about, if there was one.

    `tags` are those that the member lacks; `consents` says that a consent is to be recorded.
    """

    listed: ListedPerson
    plan: Plan
    known: KnownMember | None
    tags: tuple[str, ...]
    consents: bool

    @property
    def changes(self) -> bool:
        """Whether anything is written to a member who is there already."""
        return self.plan.fate is Fate.UPDATED or bool(self.tags) or self.consents
