"""Some thousand rows of a list, ready for the database: one line of COPY a person, sealed.

Pure: runs beside the database's work on the batch before.
"""

import gc
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from json.encoder import encode_basestring

from groups.lists.place_finder import PlaceFinder, Where
from groups.lists.rejects import RowRejected
from groups.lists.row_parser import ParsedRow, RowParser
from groups.lists.text_rows import Row
from petitions.models.signature import Display, SignatureState

# The columns of one line of `Batch.copy_text`, in order.
COPY_COLUMNS = (
    "id, slot, times, state, named, display, country, region, city, signed_at, consent, sealed"
)
FUTURE = "date.future"
Seal = Callable[[uuid.UUID, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that names nobody: its cells are sealed under `id`."""

    id: uuid.UUID
    line: int
    reason: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class ReadRows:
    """`rows` of the file, read; who among those who share a mailbox the `signers` are is open."""

    rows: int
    signers: list[ParsedRow]
    rejections: list[Rejection]
    notices: Counter[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """`rows` of the file became `people` (in `copy_text`), of whom some stood there more than
    once, and `rejections`."""

    rows: int
    people: int
    copy_text: str
    rejections: list[Rejection]
    notices: Counter[str]


@dataclass(slots=True)
class _Person:
    """One signer in this batch: the best of their rows, and how many there were."""

    id: uuid.UUID
    slot: int
    row: ParsedRow
    times: int = 1
    consent: bool = False
    anonymous: bool = False


@dataclass(frozen=True)
class BatchMaker:
    """Everything a row needs on its way. `signature_id` takes identity and slot;
    `unknown_time` stands where a row has no date."""

    parser: RowParser
    places: PlaceFinder
    signature_id: Callable[[bytes, int], uuid.UUID]
    seal: Seal
    shows_names: bool
    unknown_time: str
    _places_seen: dict[Where, str] = field(default_factory=dict)

    def make(self, rows: list[Row]) -> Batch:
        """One batch, its people in the order of their ids so that locks are taken in one order."""
        return self.settle(self.read(rows), repeat(0))

    def read(self, rows: list[Row]) -> ReadRows:
        """The rows of one batch, in the order of the file."""
        with _no_search_for_cycles():
            return self._read(rows)

    def settle(self, read: ReadRows, slots: Iterable[int]) -> Batch:
        """The batch of what was read, each signer in the slot given."""
        people: dict[int, _Person] = {}
        with _no_search_for_cycles():
            for row, slot in zip(read.signers, slots, strict=False):
                self._add(people, row, slot)
            lines = [self._line(people[number]) for number in sorted(people)]
        return Batch(read.rows, len(people), "".join(lines), read.rejections, read.notices)

    def _read(self, rows: list[Row]) -> ReadRows:
        signers: list[ParsedRow] = []
        rejections: list[Rejection] = []
        notices: Counter[str] = Counter()
        for line, cells in rows:
            try:
                row = parse_signer(self.parser, line, cells)
            except RowRejected as rejected:
                rejections.append(self._rejection(line, cells, rejected.code))
                continue
            if row.notices:
                notices.update(row.notices)
            signers.append(row)
        return ReadRows(len(rows), signers, rejections, notices)

    def _add(self, people: dict[int, _Person], row: ParsedRow, slot: int) -> None:
        row_id = self.signature_id(row.identity, slot)
        person = people.get(row_id.int)
        if person is None:
            people[row_id.int] = _Person(row_id, slot, row, 1, row.consent, row.anonymous)
            return
        person.times += 1
        person.consent |= row.consent
        person.anonymous |= row.anonymous
        if person.row.hashed and not row.hashed:
            person.row = row

    def _line(self, person: _Person) -> str:
        row = person.row
        hidden = person.anonymous or not self.shows_names
        sealed = self.seal(person.id, _json(row.person))
        return (
            f"{person.id.int:032x}\t{person.slot}\t{person.times}\t"
            f"{_HASHED if row.hashed else _ATTESTED}\t{'t' if row.named else 'f'}\t"
            f"{_ANONYMOUS if hidden else _NAME}\t{self._place(row)}\t"
            f"{row.signed_at or self.unknown_time}\t{'t' if person.consent else 'f'}\t"
            f"\\\\x{sealed.hex()}\n"
        )

    def _place(self, row: ParsedRow) -> str:
        where = self.places.place_of(row)
        text = self._places_seen.get(where)
        if text is None:
            text = "\t".join(part.replace("\\", "\\\\") for part in where)
            self._places_seen[where] = text
        return text

    def _rejection(self, line: int, cells: list[str], reason: str) -> Rejection:
        row_id = uuid.uuid4()
        body = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace")
        return Rejection(row_id, line, reason, self.seal(row_id, body))


def parse_signer(parser: RowParser, line: int, cells: list[str]) -> ParsedRow:
    """The row as a signature. Raises RowRejected as the parser, and for one that is dated in the
    future: nobody has signed yet, and a day that was read as a month shows."""
    row = parser.parse(line, cells)
    if FUTURE in row.notices:
        raise RowRejected(FUTURE)
    return row


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A batch makes a hundred thousand objects and no cycles: looking for some costs a fifth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _json(person: dict[str, str]) -> bytes:
    """What `sealed_person.to_bytes` writes, at a fifth of the cost: all values are text."""
    pairs = ",".join([f'"{key}":{encode_basestring(text)}' for key, text in person.items()])
    return f"{{{pairs}}}".encode()


_HASHED, _ATTESTED = SignatureState.HASHED.value, SignatureState.ATTESTED.value
_NAME, _ANONYMOUS = Display.NAME.value, Display.ANONYMOUS.value
