"""The cache over Redis: works with it, and is an empty one without it."""

import time

from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from core.forgiving_cache import ForgivingRedisCache

AWAY = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}


def _cache(location: str) -> ForgivingRedisCache:
    return ForgivingRedisCache(location, {"OPTIONS": settings.CACHES["default"]["OPTIONS"]})


def test_it_keeps_what_it_is_given() -> None:
    cache = _cache(settings.REDIS_URL)
    cache.set("color", "green", 60)
    assert (
        cache.get("color"),
        cache.add("color", "red"),
        cache.incr("n") if cache.add("n", 1) else 0,
    ) == (
        "green",
        False,
        2,
    )
    assert cache.get_many(["color", "n"]) == {"color": "green", "n": 2}
    cache.delete_many(["color", "n"])
    assert cache.get("color", "none") == "none"


def test_without_redis_it_is_empty_and_quick() -> None:
    cache = _cache("redis://127.0.0.1:1/0")
    started = time.monotonic()
    cache.set("color", "green", 60)
    answers = (
        cache.get("color", "none"),
        cache.add("color", "red"),
        cache.incr("n"),
        cache.get_many(["color"]),
        cache.has_key("color"),
        cache.touch("color"),
        cache.delete("color"),
        cache.clear(),
    )
    assert answers == ("none", True, 1, {}, False, False, False, False)
    assert time.monotonic() - started < 2


def test_it_is_the_one_that_django_uses() -> None:
    with override_settings(CACHES={"default": AWAY}):
        assert type(caches["default"]) is ForgivingRedisCache
        assert caches["default"].get("color") is None
