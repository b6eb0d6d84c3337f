"""Finds people in sealed rows: an exact address by its id, words by opening the whole list.

Nothing that names a person stands in the clear, so words cost a second for 200,000 rows
(`bench members`): every row is fetched and opened, and its folded words compared as bytes.
"""

import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from core import vault
from core.binary_rows import binary_rows
from groups.identity import BadIdentity, canonical_phone, email_identity, fold, read_email
from groups.member_filter import after, cursor_at
from groups.member_identity import member_id
from groups.models import Group, Member
from groups.selectors.canonical_rule import canonical_rules
from groups.vault_owner import group_owner

CHUNK = 20_000
LONGEST_SEARCH = 200
_SINCE_2000 = struct.Struct(">q")  # how PostgreSQL sends a time: microseconds
_2000 = datetime(2000, 1, 1, tzinfo=UTC)
_SELECT = "SELECT uuid_send(id), sealed, created_at FROM ({rows}) AS member"


def search_rows(group: Group, rows: QuerySet[Member], search: str, limit: int) -> list[Member]:
    """The first `limit` of the rows that the search finds, in the order of the rows.

    An e-mail address finds whom it would be sent to; other words must each begin a word of the
    name, the address or the postal code, or stand in the e-mail address or phone.
    """
    exact = _id_of_address(group, search)
    if exact is not None:
        found = list(rows.filter(pk=exact))
        if found:
            return found
    words = _words(search[:LONGEST_SEARCH])
    if not words:
        return []
    ids = _first(_matching(group, rows, words), limit)
    members = {member.pk: member for member in Member.objects.filter(pk__in=ids)}
    return [members[pk] for pk in ids if pk in members]


def _words(search: str) -> list[str]:
    """Folded words; a phone number is one, as it is kept."""
    try:
        return [canonical_phone(search).lstrip("+")]
    except BadIdentity:
        return fold(search).split()


def _id_of_address(group: Group, search: str) -> UUID | None:
    if "@" not in search:
        return None
    try:
        canonical = read_email(search, canonical_rules()).canonical
    except BadIdentity:
        return None
    return member_id(group.pk, email_identity(canonical))


def _first(found: Iterator[UUID], limit: int) -> list[UUID]:
    ids = []
    for pk in found:
        ids.append(pk)
        if len(ids) == limit:
            break
    return ids


def _matching(group: Group, rows: QuerySet[Member], words: Sequence[str]) -> Iterator[UUID]:
    """Opens the rows in chunks, in their order."""
    sealer = vault.sealer(group_owner(group.pk))
    starts = [b" " + word.encode() for word in words]
    cursor = ""
    while True:
        chunk = _chunk(after(rows.exclude(sealed=None), cursor))
        opened = sealer.unseal_all((pk, sealed) for pk, sealed, _ in chunk)
        for row, data in zip(chunk, opened, strict=True):
            if starts[0] in data and _matches(data, starts):
                yield UUID(bytes=row[0])
        if len(chunk) < CHUNK:
            return
        pk, _, at = chunk[-1]
        cursor = cursor_at(
            _2000 + timedelta(microseconds=_SINCE_2000.unpack(at)[0]), UUID(bytes=pk)
        )


def _chunk(rows: QuerySet[Member]) -> list[tuple[bytes, ...]]:
    inner, params = rows.values("id", "sealed", "created_at")[:CHUNK].query.sql_with_params()
    return list(binary_rows(_SELECT.format(rows=inner), params, columns=3))


def _matches(data: bytes, starts: Sequence[bytes]) -> bool:
    """Whether each start of a word stands in the line of folded words, behind the JSON."""
    folded = data[data.rindex(b"\n") :]
    return all(start in folded for start in starts)
