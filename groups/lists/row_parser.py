"""One row of a list as a signature: who, where, when and what they agreed to."""

from datetime import datetime
from typing import NamedTuple

from groups.identity import (
    BadIdentity,
    CanonicalRules,
    canonical_phone,
    email_identity,
    hash_identity,
    paper_identity,
    phone_identity,
    read_email,
)
from groups.lists.column_names import Column
from groups.lists.consent import read_consent
from groups.lists.countries import read_country
from groups.lists.dates import BadDate, read_date
from groups.lists.layout import Layout
from groups.lists.names import NAME_CHARACTERS, many_lines, one_line, split_name
from groups.lists.rejects import RowRejected
from groups.lists.zip_codes import repair_postal_code

COMMENT_CHARACTERS = 2000
LINE_CHARACTERS = 200
# What is kept as it stands, with its longest length in characters.
_KEPT = {Column.PHONE: 40, Column.STREET: LINE_CHARACTERS, Column.LANGUAGE: 35}


class ParsedRow(NamedTuple):
    """A usable row. `person` is what it says of the signer, by the keys of a sealed signature.

    `identity` is 32 bytes; `hashed` says that it came as a hash and nobody is named.
    `notices` are codes of cells that were left out, e.g. a date that does not exist.
    """

    line: int
    identity: bytes
    person: dict[str, str]
    named: bool
    hashed: bool
    postal_code: str
    city: str
    region: str
    country: str
    signed_at: datetime | None
    consent: bool
    anonymous: bool
    notices: list[str]


class _Positions(NamedTuple):
    """Where each column stands, in the order of Column; as a key an enum costs a call each time."""

    email: int
    email_hash: int
    phone: int
    name: int
    given_name: int
    family_name: int
    street: int
    postal_code: int
    city: int
    region: int
    country: int
    signed_at: int
    consent: int
    anonymous: int
    comment: int
    language: int


class RowParser:
    """Reads the rows of one list. `latest` is the last moment a signature can be of."""

    def __init__(self, layout: Layout, rules: CanonicalRules, latest: datetime) -> None:
        # A column that the list lacks is read from one empty cell added behind each row.
        self._at = _Positions(*(layout.columns.get(column, layout.width) for column in Column))
        self._kept = [
            (column.value, layout.columns[column], limit)
            for column, limit in _KEPT.items()
            if column in layout.columns
        ]
        self._width = layout.width
        self._order = layout.date_order
        self._has_email = Column.EMAIL in layout.columns
        self._has_hash = Column.EMAIL_HASH in layout.columns
        self._rules = rules
        self._latest = latest

    def parse(self, line: int, cells: list[str]) -> ParsedRow:
        """Raises RowRejected when the row is damaged or names nobody."""
        cells = self._even(cells)
        at = self._at
        notices: list[str] = []
        person = self._names(cells)
        named = bool(person)
        for key, position, limit in self._kept:
            if text := one_line(cells[position], limit):
                person[key] = text
        country = self._country(cells[at.country], notices)
        postal_code = self._postal_code(cells[at.postal_code], country, notices)
        if postal_code:
            person["postal_code"] = postal_code
        if comment := many_lines(cells[at.comment], COMMENT_CHARACTERS):
            person["comment"] = comment
        identity, hashed = self._identity(cells, person, country)
        return ParsedRow(
            line,
            identity,
            person,
            named,
            hashed and not named,
            postal_code,
            one_line(cells[at.city], 80),
            one_line(cells[at.region], 40),
            country,
            self._signed_at(cells[at.signed_at], notices),
            self._consent(cells[at.consent], notices),
            read_consent(cells[at.anonymous]) is not False,
            notices,
        )

    def _even(self, cells: list[str]) -> list[str]:
        if len(cells) != self._width:
            if len(cells) < self._width or any(map(str.strip, cells[self._width :])):
                raise RowRejected("column_count")
            cells = cells[: self._width]
        if "\0" in "".join(cells):
            raise RowRejected("null_char")
        return [*cells, ""]

    def _names(self, cells: list[str]) -> dict[str, str]:
        at = self._at
        given = one_line(cells[at.given_name], NAME_CHARACTERS)
        family = one_line(cells[at.family_name], NAME_CHARACTERS)
        if not given and not family:
            given, family = split_name(one_line(cells[at.name], 2 * NAME_CHARACTERS))
        person = {}
        if given:
            person["given_name"] = given
        if family:
            person["family_name"] = family
        return person

    def _identity(
        self, cells: list[str], person: dict[str, str], country: str
    ) -> tuple[bytes, bool]:
        """The best that the row has: e-mail, its hash, the line on paper, the phone."""
        failures = []
        try:
            if self._has_email:
                email = read_email(cells[self._at.email], self._rules)
                person["email"] = email.address
                return email_identity(email.canonical), False
        except BadIdentity as error:
            failures.append(f"email.{error.code}")
        try:
            if self._has_hash:
                return hash_identity(cells[self._at.email_hash]), True
        except BadIdentity as error:
            failures.append(f"email_sha256.{error.code}")
        return self._identity_without_email(person, country, failures), False

    def _identity_without_email(
        self, person: dict[str, str], country: str, failures: list[str]
    ) -> bytes:
        name = f"{person.get('given_name', '')} {person.get('family_name', '')}"
        try:
            return paper_identity(name, person.get("street", ""), person.get("postal_code", ""))
        except BadIdentity:
            failures.append("paper.incomplete")
        try:
            phone = canonical_phone(person.get("phone", ""), country or "US")
            return phone_identity(phone)
        except BadIdentity as error:
            raise RowRejected(failures[0]) from error

    def _country(self, text: str, notices: list[str]) -> str:
        if not text:
            return ""
        country = read_country(text)
        if not country and text.strip():
            notices.append("country.unknown")
        return country

    def _postal_code(self, text: str, country: str, notices: list[str]) -> str:
        if not text:
            return ""
        postal_code = repair_postal_code(text, country)
        if not postal_code and text.strip():
            notices.append("postal_code.invalid")
        return postal_code

    def _signed_at(self, text: str, notices: list[str]) -> datetime | None:
        """A bad date does not cost the signature: the person signed all the same."""
        if not text:
            return None
        try:
            return read_date(text, self._order, self._latest)
        except BadDate as error:
            notices.append(f"date.{error.code}")
            return None

    def _consent(self, text: str, notices: list[str]) -> bool:
        if not text:
            return False
        consent = read_consent(text)
        if consent is None:
            notices.append("consent.unknown")
        return consent is True
