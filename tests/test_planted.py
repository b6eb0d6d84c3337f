"""The search for planted values finds what it must find."""

import base64
import uuid
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from core.models import Message, StoredFile, Throttle
from tests.planted import found_in_database, found_in_files, found_in_redis

pytestmark = pytest.mark.django_db

VALUES = ["Zoë.Planted@example.org"]


def test_a_value_in_a_text_or_in_bytes_is_found() -> None:
    assert found_in_database(VALUES) == []
    StoredFile.objects.create(name=f"list of {VALUES[0].lower()}.csv")
    Throttle.objects.create(key=VALUES[0].encode(), full_at=timezone.now())
    wrapped = base64.b64encode(b"to:" + VALUES[0].encode()).decode()
    Message.objects.create(kind="x", about=uuid.uuid4(), dedup_key=wrapped, message_id="x")
    assert sorted(found_in_database(VALUES)) == [
        f"table core_message: {VALUES[0]}",
        f"table core_storedfile: {VALUES[0]}",
        f"table core_throttle: {VALUES[0]}",
    ]


def test_a_value_in_redis_is_found() -> None:
    key = f"test:{uuid.uuid4()}"
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.rpush(key, f"mail to {VALUES[0]}")
        assert found_in_redis(VALUES) == [f"redis {key.encode()[:40]!r}: {VALUES[0]}"]
        client.delete(key)
    assert found_in_redis(VALUES) == []


def test_a_value_in_a_log_is_found(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text('{"path": "/x?email=Zo%C3%AB.Planted%40example.org"}')
    assert found_in_files(VALUES, [log]) == [f"file web.log: {VALUES[0]}"]
