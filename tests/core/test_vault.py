"""What is sealed opens only as its row, under its owner's key, while that key exists."""

import json
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core import vault
from core.models import DataKey
from core.vault import KeyDestroyed, Owner, VaultError

pytestmark = pytest.mark.django_db


def new_owner() -> Owner:
    """Keys are committed apart from the test's transaction: each test has owners of its own."""
    return Owner("petition", str(uuid.uuid4()))


@pytest.fixture
def owner() -> Owner:
    return new_owner()


def test_sealed_data_opens_again_and_shows_nothing(owner: Owner) -> None:
    row = uuid.uuid4()
    sealed = vault.seal(owner, row, b"jane@example.org")
    assert vault.unseal(owner, row, sealed) == b"jane@example.org"
    assert b"jane" not in sealed
    assert vault.seal(owner, row, b"jane@example.org") != sealed


def test_it_opens_neither_as_another_row_nor_for_another_owner_nor_changed(owner: Owner) -> None:
    row = uuid.uuid4()
    sealed = vault.seal(owner, row, b"jane@example.org")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for as_owner, as_row, data in [
        (owner, uuid.uuid4(), sealed),
        (new_owner(), row, sealed),
        (owner, row, changed),
        (owner, row, sealed[:10]),
        (owner, row, b""),
    ]:
        with pytest.raises(VaultError) as refused:
            vault.unseal(as_owner, as_row, data)
        assert "jane" not in str(refused.value)


def test_a_shredded_key_opens_nothing_and_seals_nothing(owner: Owner) -> None:
    row = uuid.uuid4()
    sealed = vault.seal(owner, row, b"jane@example.org")
    other = new_owner()
    kept = vault.seal(other, row, b"ana@example.org")
    vault.shred(owner)
    with pytest.raises(KeyDestroyed):
        vault.unseal(owner, row, sealed)
    with pytest.raises(KeyDestroyed):
        vault.seal(owner, row, b"again")
    assert DataKey.objects.get(owner_key=owner.key).wrapped is None
    assert vault.unseal(other, row, kept) == b"ana@example.org"


def test_a_new_key_encryption_key_takes_over_by_rewrapping(settings: Any, owner: Owner) -> None:
    row = uuid.uuid4()
    sealed = vault.seal(owner, row, b"jane@example.org")
    old = settings.VAULT_KEYS[0]
    settings.VAULT_KEYS = [("new", os.urandom(32)), old]
    assert _run_rewrap_keys()["rewrapped"] >= 1
    assert _run_rewrap_keys() == {"rewrapped": 0}
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    vault.forget_cached_keys()
    assert vault.unseal(owner, row, sealed) == b"jane@example.org"


def test_without_the_key_encryption_key_nothing_is_written_or_read(
    settings: Any, owner: Owner
) -> None:
    row = uuid.uuid4()
    sealed = vault.seal(owner, row, b"jane@example.org")
    name, _ = settings.VAULT_KEYS[0]
    for keys in ([("other", os.urandom(32))], [(name, os.urandom(32))]):
        settings.VAULT_KEYS = keys
        vault.forget_cached_keys()
        with pytest.raises(VaultError):
            vault.unseal(owner, row, sealed)
        with pytest.raises(VaultError):
            vault.seal(owner, row, b"no plaintext instead")


def test_lookups_of_two_owners_or_purposes_have_nothing_in_common(owner: Owner) -> None:
    mine, others = vault.sealer(owner), vault.sealer(new_owner())
    assert mine.lookup("email", "a@x.org") == mine.lookup("email", "a@x.org")
    lookups = {
        mine.lookup("email", "a@x.org"),
        mine.lookup("phone", "a@x.org"),
        others.lookup("email", "a@x.org"),
    }
    assert len(lookups) == 3


@pytest.mark.django_db(transaction=True)
def test_the_first_users_of_an_owner_agree_on_one_key(owner: Owner) -> None:
    barrier, row = Barrier(8), uuid.uuid4()

    def seal(_: int) -> bytes:
        barrier.wait()
        try:
            return vault._load(owner).seal(row, b"hello")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(seal, range(8)))
    assert DataKey.objects.filter(owner_key=owner.key).count() == 1
    assert {vault.unseal(owner, row, data) for data in sealed} == {b"hello"}


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_no_key_from_what_others_sealed_under_it(owner: Owner) -> None:
    row = uuid.uuid4()
    with transaction.atomic():
        vault.seal(owner, row, b"rolled back with its row")
        transaction.set_rollback(True)
    sealed = vault.seal(owner, row, b"jane@example.org")
    vault.forget_cached_keys()
    assert vault.unseal(owner, row, sealed) == b"jane@example.org"


def _run_rewrap_keys() -> Any:
    out = StringIO()
    call_command("rewrap_keys", "--json", stdout=out)
    return json.loads(out.getvalue())
