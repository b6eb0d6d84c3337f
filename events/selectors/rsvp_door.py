"""Who comes to an event as the people at its doors look for them: by name, page by page.

Names are sealed, so their order is known once all of them were opened; only those of the page are
made ready to be shown. Neither checking in nor a seat that becomes free changes the order, so
several doors may work at the same time. A page begins after a person and not at a number: nobody is
passed over when others come or cancel.
"""

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext

from core import vault
from core.actors import Actor
from core.binary_rows import binary_rows
from core.errors import Forbidden
from events.models import Event, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.policies import may_check_in, may_read_people
from events.rsvp_form import guest_of
from events.selectors.rsvp import Guest, guest_in, shown_name
from events.services.rsvp_reading import note_reading
from groups.identity import fold
from groups.selectors.staff import standing_of
from groups.vault_owner import group_owner

PAGE = 50
OTHER = "other"  # letters that are not A to Z
_SELECT = (
    "SELECT uuid_send(id), sealed, textsend(state), guests, checked_in_at IS NOT NULL,"
    " number::bigint"
    " FROM ({rows}) AS rsvp"
)
_SMALL, _BIG = struct.Struct(">h"), struct.Struct(">q")


@dataclass(frozen=True)
class DoorQuery:
    """What is looked for: words of a name, its first letter (A to Z, or OTHER); and after whom."""

    words: str = ""
    letter: str = ""
    after: UUID | None = None


@dataclass(frozen=True)
class DoorCounts:
    """Of the whole list. People with their guests: expected, here; and how many answers wait whose
    people are not here."""

    expected: int
    here: int
    waiting: int


@dataclass(frozen=True)
class DoorPage:
    """`letters` are those with which a name on the whole list begins. The next page begins after
    `next_after`, None on the last. `is_restarted`: after whom it was to begin has cancelled, so it
    begins anew. `places` are those in line, 1 for the next who gets a seat, by the id of the
    RSVP."""

    guests: Sequence[Guest]
    counts: DoorCounts
    letters: Sequence[str]
    next_after: UUID | None
    is_restarted: bool
    places: Mapping[UUID, int]


class _Answer(NamedTuple):
    """One row, opened; its first two fields are its place in the order. `name` is folded, as it is
    shown."""

    name: str
    pk: bytes
    state: str
    guests: int
    is_here: bool
    person: dict[str, str]
    number: int

    @property
    def letter(self) -> str:
        first = self.name[:1].upper()
        return first if "A" <= first <= "Z" else OTHER


class _FoldedLetters(dict[int, str]):
    """Each letter as `fold` leaves it, found out once: names of thousands are folded at a time."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = "" if unicodedata.combining(letter) else fold(letter) or " "
        return self[code]


_LETTERS = _FoldedLetters()


def door_page(*, event: Event, query: DoorQuery, actor: Actor, size: int = PAGE) -> DoorPage:
    """A page of those who come and who wait, by name. In full for stewards, and audited as
    the reading of the whole list; else masked, and found by what is shown alone.

    Raises Forbidden for who is not of the event's group.
    """
    standing = standing_of(actor)
    if not may_check_in(standing, event):
        raise Forbidden(gettext("The list is for staff of the event's group."))
    in_full = may_read_people(standing, event)
    answers = sorted(_opened(event, in_full))
    if in_full and answers:
        note_reading(event=event, people=len(answers), actor=actor)
    after = query.after.bytes if query.after else b""
    start = next((one for one in answers if one.pk == after), None)
    found = [one for one in _found(answers, query) if start is None or one[:2] > start[:2]]
    page = found[:size]
    return DoorPage(
        guests=[_shown(answer, in_full) for answer in page],
        counts=_counts(answers),
        letters=_letters(answers),
        next_after=UUID(bytes=page[-1].pk) if len(found) > size else None,
        is_restarted=query.after is not None and start is None,
        places=_places(event, answers),
    )


def _opened(event: Event, in_full: bool) -> Iterator[_Answer]:
    rows = Rsvp.objects.filter(event=event, state__in=sorted(COMING))
    columns = ("id", "sealed", "state", "guests", "checked_in_at", "number")
    inner, params = rows.order_by().values(*columns).query.sql_with_params()
    read = binary_rows(_SELECT.format(rows=inner), params, columns=6)
    sealer = vault.sealer(group_owner(event.group_id))
    opened = sealer.unseal_all((row[0], row[1]) for row in read)
    for (pk, _, state, guests, here, line), data in zip(read, opened, strict=True):
        person = guest_of(data)
        name = shown_name(person, in_full=in_full).translate(_LETTERS)
        [brings], [number] = _SMALL.unpack(guests), _BIG.unpack(line)
        yield _Answer(name, pk, state.decode(), brings, here == b"\x01", person, number)


def _found(answers: Sequence[_Answer], query: DoorQuery) -> Iterator[_Answer]:
    words = fold(query.words).split()
    if query.words and not words:
        return
    for answer in answers:
        if query.letter and answer.letter != query.letter:
            continue
        if all(word in answer.name for word in words):
            yield answer


def _letters(answers: Sequence[_Answer]) -> list[str]:
    present = {answer.letter for answer in answers}
    others = [OTHER] if OTHER in present else []
    return sorted(present - {OTHER}) + others


def _counts(answers: Sequence[_Answer]) -> DoorCounts:
    going = [one for one in answers if one.state == RsvpState.GOING]
    return DoorCounts(
        expected=sum(1 + one.guests for one in going),
        here=sum(1 + one.guests for one in answers if one.is_here),
        waiting=sum(one.state == RsvpState.WAITING and not one.is_here for one in answers),
    )


def _places(event: Event, answers: Sequence[_Answer]) -> dict[UUID, int]:
    """As `place_in_line`: a party that is larger than the room has none."""
    waiting = [
        one
        for one in answers
        if one.state == RsvpState.WAITING and event.could_seat(1 + one.guests)
    ]
    line = sorted(waiting, key=lambda one: one.number)
    return {UUID(bytes=one.pk): place for place, one in enumerate(line, start=1)}


def _shown(answer: _Answer, in_full: bool) -> Guest:
    return guest_in(
        UUID(bytes=answer.pk), answer.person, in_full=in_full,
        state=answer.state, guests=answer.guests, is_here=answer.is_here,
    )  # fmt: skip
