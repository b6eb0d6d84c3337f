"""Searching 200,000 sealed members by a name, against reading and opening the same rows only.

The bare way fetches ids and sealed values with psycopg2 and decrypts each with AES-GCM, and looks
at nothing. Half of the people have a letter that is not plain, as in the demo's lists.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psycopg2
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.crowd import fill_members
from bench.harness import Bench, Floor, Limit, Measured
from core import vault
from core.actors import SYSTEM
from core.vault import HEADER
from groups.member_filter import HELD_BY_GROUP, filtered
from groups.models import Group
from groups.selectors.member_search import search_rows
from groups.services.group import create_group
from groups.vault_owner import group_owner

PEOPLE = 200_000
SECONDS = 2.0  # one is aimed at, on a machine that does nothing else
MUSTER, BARE = "muster", "psycopg2 and AES-GCM"
FEW, NONE, WHOLE_ADDRESS = "Whitfield Çiğdem 94704", "Nobody Likethis", "likethis@example.org"
PAGE = 51


@contextmanager
def prepare() -> Iterator[Bench]:
    """One group with all of them on its list."""
    group = create_group(slug="bench", name="Bench", actor=SYSTEM)
    fill_members(group, PEOPLE)
    yield Bench(
        name=f"searching {PEOPLE:,} sealed members",
        unit="searches/s",
        ways={
            MUSTER: partial(_search, group, NONE),
            "muster, some found": partial(_search, group, FEW),
            BARE: partial(_open_all, group),
        },
        limits=[Limit(MUSTER, BARE, at_least=0.5)],
        floors=[Floor(MUSTER, at_least=1 / SECONDS)],
    )


def _search(group: Group, search: str, number: int) -> Measured:
    began = time.perf_counter()
    search_rows(group, filtered(group, HELD_BY_GROUP), search, PAGE)
    return Measured(1, time.perf_counter() - began)


def _open_all(group: Group, number: int) -> Measured:
    """With the key at hand: any one of this length costs the same, so the sealer's is not asked."""
    cipher = AESGCM(vault.sealer(group_owner(group.pk))._key)
    session = psycopg2.connect(os.environ["DATABASE_URL"])
    began = time.perf_counter()
    with session, session.cursor() as cursor:
        cursor.execute("SELECT uuid_send(id), sealed FROM groups_member")
        for row_id, sealed in cursor:
            data = bytes(sealed)
            cipher.decrypt(data[5 : HEADER.size], data[HEADER.size :], bytes(row_id))
    seconds = time.perf_counter() - began
    session.close()
    return Measured(1, seconds)
