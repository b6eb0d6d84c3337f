"""Django's Redis cache for which an absent Redis is an empty one: no request fails for a cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry


def _forgiving(method: Callable[..., Any], answer: Any) -> Callable[..., Any]:
    @wraps(method)
    def forgiving(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError):
            return answer

    return forgiving


class ForgivingClient(RedisCacheClient):
    """One try, a quarter of a second: redis-py would try again for seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, retry=Retry(NoBackoff(), 0))


class ForgivingRedisCache(RedisCache):
    """Reads miss and writes are lost while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _forgiving(RedisCache.get, default)(self, key, default, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        return _forgiving(RedisCache.incr, delta)(self, key, delta, version)

    add = _forgiving(RedisCache.add, True)
    set = _forgiving(RedisCache.set, None)
    touch = _forgiving(RedisCache.touch, False)
    delete = _forgiving(RedisCache.delete, False)
    get_many = _forgiving(RedisCache.get_many, {})
    has_key = _forgiving(RedisCache.has_key, False)
    set_many = _forgiving(RedisCache.set_many, [])
    delete_many = _forgiving(RedisCache.delete_many, None)
    clear = _forgiving(RedisCache.clear, False)
