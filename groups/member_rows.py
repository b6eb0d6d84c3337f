"""The rows of a list as people who may become members. Pure: touches no database."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.services.suppression import suppression_keys
from groups.identity import BadIdentity, canonical_phone, fold, phone_identity
from groups.lists.place_finder import PlaceFinder, Where
from groups.lists.rejects import RejectedCells, RowRejected
from groups.lists.row_parser import ParsedRow, RowParser
from groups.lists.text_rows import Row
from groups.mail_scope import mail_scope
from groups.member_identity import member_id
from groups.member_person import MemberPerson

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LANGUAGES = {
    "english": "en", "ingles": "en", "anglais": "en", "spanish": "es", "espanol": "es",
    "french": "fr", "francais": "fr", "german": "de", "deutsch": "de", "portuguese": "pt",
    "portugues": "pt", "italian": "it", "italiano": "it", "vietnamese": "vi", "chinese": "zh",
    "russian": "ru", "korean": "ko", "arabic": "ar", "tagalog": "tl", "polish": "pl",
}  # fmt: skip
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One row that names somebody. `phone_id` is the member who is known by this row's phone
    alone, if there is one; `mailbox` the keys under which mail to them may be stopped."""

    line: int
    id: UUID
    phone_id: UUID | None
    person: MemberPerson
    place: Where
    consent: bool
    given_at: datetime | None
    mailbox: frozenset[bytes]
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ReadList:
    """Some `rows` of the file: who is named in them, and what could not be used."""

    rows: int
    people: list[ListedPerson]
    rejects: list[RejectedCells]
    notices: Counter[str]


@dataclass(frozen=True)
class MemberReader:
    """Everything a row needs on its way to the list of the group of this id."""

    group_id: int
    parser: RowParser
    places: PlaceFinder

    def read(self, rows: list[Row]) -> ReadList:
        """The rows in the order of the file."""
        people: list[ListedPerson] = []
        rejects: list[RejectedCells] = []
        notices: Counter[str] = Counter()
        for line, cells in rows:
            try:
                row = self.parser.parse(line, cells)
                if row.hashed:
                    raise RowRejected("hash_alone")
            except RowRejected as rejected:
                rejects.append((line, rejected.code, cells))
                continue
            people.append(self._listed(row, cells, notices))
            notices.update(row.notices)
        return ReadList(len(rows), people, rejects, notices)

    def _listed(self, row: ParsedRow, cells: list[str], notices: Counter[str]) -> ListedPerson:
        phone, phone_id = self._phone(row, notices)
        own_id = member_id(self.group_id, row.identity)
        return ListedPerson(
            line=row.line,
            id=own_id,
            phone_id=None if phone_id == own_id else phone_id,
            person=_person(row, phone, notices),
            place=self.places.place_of(row),
            consent=row.consent,
            given_at=row.signed_at,
            mailbox=suppression_keys(
                identity=row.identity,
                scope=mail_scope(self.group_id),
                address=row.person.get("email", ""),
            ),
            cells=cells,
        )

    def _phone(self, row: ParsedRow, notices: Counter[str]) -> tuple[str, UUID | None]:
        """The phone as it was typed, and whose it is where nothing else is known of them."""
        typed = row.person.get("phone", "")
        if not typed:
            return "", None
        try:
            identity = phone_identity(canonical_phone(typed, row.country or "US"))
        except BadIdentity:
            notices["phone.invalid"] += 1
            return "", None
        return typed, member_id(self.group_id, identity)


def _person(row: ParsedRow, phone: str, notices: Counter[str]) -> MemberPerson:
    told = row.person
    return MemberPerson(
        given_name=told.get("given_name", ""),
        family_name=told.get("family_name", ""),
        email=told.get("email", ""),
        phone=phone,
        street=told.get("street", ""),
        postal_code=told.get("postal_code", ""),
        language=_language(told.get("language", ""), notices),
        note=told.get("comment", "")[:LONGEST_NOTE],
    )


def _language(text: str, notices: Counter[str]) -> str:
    """A language tag such as "es" or "pt-BR"; a language by its name is understood."""
    tag = text.replace("_", "-")
    if not tag:
        return ""
    primary, dash, rest = tag.partition("-")
    tag = f"{primary.lower()}{dash}{rest}"
    if LANGUAGE_TAG.fullmatch(tag):
        return tag
    known = _LANGUAGES.get(fold(text), "")
    if not known:
        notices["language.unknown"] += 1
    return known
