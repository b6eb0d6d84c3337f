"""Looks for planted personal values where none may be in clear: database, Redis, log files.

leaks = [*found_in_database(values), *found_in_redis(values), *found_in_files(values, logs)]
assert leaks == []
"""

import base64
import io
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection


def found_in_database(values: Collection[str]) -> list[str]:
    """`table: value` for each table whose dump holds a value, in whatever writing."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            dump = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', dump)
            found += _found(values, dump.getvalue().encode(), f"table {table}")
    return found


def found_in_redis(values: Collection[str], url: str = "") -> list[str]:
    """`key: value` for each key of Redis that holds a value, in its name or its content."""
    found = []
    with redis.Redis.from_url(url or settings.REDIS_URL) as client:
        for key in client.scan_iter(count=1000):
            plain = b"\n".join([key, *_contents(client, key)])
            found += _found(values, plain, f"redis {key[:40]!r}")
    return found


def found_in_files(values: Collection[str], files: Iterable[Path]) -> list[str]:
    """`file: value` for each file (such as a log) that holds a value."""
    found = []
    for file in files:
        found += _found(values, file.read_bytes(), f"file {file.name}")
    return found


def found_in_bytes(values: Collection[str], content: bytes, where: str = "bytes") -> list[str]:
    """`where: value` for each value that is in there, in whatever writing."""
    return _found(values, content, where)


def _contents(client: Any, key: bytes) -> Iterator[bytes]:
    """The content of a key uncompressed, for the kinds that a broker and a cache use."""
    kind = client.type(key)
    if kind == b"string":
        yield client.get(key) or b""
    elif kind == b"list":
        yield from client.lrange(key, 0, -1)
    elif kind == b"hash":
        yield from (name + b" " + value for name, value in client.hgetall(key).items())
    elif kind == b"set":
        yield from client.smembers(key)
    elif kind == b"zset":
        yield from client.zrange(key, 0, -1)


def _found(values: Collection[str], content: bytes, where: str) -> list[str]:
    content = content.lower()
    return [
        f"{where}: {value}"
        for value in values
        if any(writing.lower() in content for writing in _writings(value))
    ]


def _writings(value: str) -> set[bytes]:
    """The value as text, as COPY writes bytes, as an address quotes it, as JSON escapes it, and
    the middle of its base64 (its ends depend on what stands beside it)."""
    plain = value.encode()
    shifted = {base64.b64encode(b" " * shift + plain)[4:-4] for shift in range(3)}
    escaped = value.encode("ascii", "backslashreplace")
    long_enough = {writing for writing in shifted if len(writing) >= 8}
    return {plain, plain.hex().encode(), quote(value).encode(), escaped} | long_enough
