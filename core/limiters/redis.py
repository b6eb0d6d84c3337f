"""The limiter in Redis: one script for all keys of a request, so nothing reads before it writes."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from core.limiters.use import Use

TIMEOUT_SECONDS = 0.2

# GCRA: a key holds the time (µs) at which its allowance would be whole again. A use moves it
# by `step`; it may not be further ahead than `window`. All keys pass, or none is moved.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local wait, moved = 0, {}
for i, key in ipairs(KEYS) do
  local step, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local full_at = math.max(tonumber(redis.call('GET', key) or 0), now) + step
  wait = math.max(wait, full_at - now - window)
  moved[i] = full_at
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local ahead = math.ceil((moved[i] - now) / 1000)
  redis.call('SET', key, string.format('%.0f', moved[i]), 'PX', ahead)
end
return 0
"""


def take(uses: Sequence[Use]) -> float:
    """Takes one use of each, or none: 0, or the seconds to wait. Raises RedisError."""
    # One hash tag puts all keys of a request in one slot of a cluster, as a script needs.
    keys = [f"throttle:{{t}}:{use.key.hex()}" for use in uses]
    spans = [number for use in uses for number in (use.step_us, use.window_us)]
    return int(_script(settings.REDIS_URL)(keys=keys, args=spans)) / 1e6


@cache
def _script(url: str) -> Script:
    # No retries: a silent Redis must cost one short timeout, then PostgreSQL takes over.
    client = Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,  # announcing it would be one more answer to wait for
    )
    return client.register_script(SCRIPT)
