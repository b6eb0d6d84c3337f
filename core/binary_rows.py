"""Reads a query's rows in PostgreSQL's own binary form: for hundreds of thousands of sealed values
at once, which as text would come in hexadecimal, twice as long. Not for ordinary queries."""

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

_HEADER_BYTES = 19  # the signature, flags and the length of an extension that there is not
_TRAILER_BYTES = 2
COPY_BYTES = 1 << 20  # psycopg2 asks for 8 KiB at a time otherwise


def binary_rows(sql: str, params: Sequence[Any], *, columns: int) -> list[tuple[bytes, ...]]:
    """The rows of a SELECT of so many columns, none of them NULL, as the bytes PostgreSQL sends.

    All of them are held in memory: limit them.
    """
    copied = io.BytesIO()
    with connection.cursor() as cursor:
        select = cursor.mogrify(sql, params).decode()
        cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT binary)", copied, COPY_BYTES)
    return list(_rows(copied.getvalue(), columns))


def _rows(data: bytes, columns: int) -> Iterator[tuple[bytes, ...]]:
    """Each row is two bytes that count its columns, and each column four that give its length."""
    length_at, within = struct.Struct(">i").unpack_from, range(columns)
    at, end = _HEADER_BYTES, len(data) - _TRAILER_BYTES
    while at < end:
        at += 2
        row = []
        for _ in within:
            start = at + 4
            at = start + length_at(data, at)[0]
            row.append(data[start:at])
        yield tuple(row)
