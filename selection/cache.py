"""The cache of real use: Redis, and this process's memory for as long as Redis cannot be reached.

What stands in the cache are counters of attempts to sign in and one-time codes that were used. Without Redis each
process counts by itself: signing in goes on, and guessing stays limited. A Redis that did not answer is asked again
after a while only, so that one request in that while waits for it.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotReached
from redis.exceptions import TimeoutError as NotAnswering
from redis.retry import Retry

AGAIN_AFTER = 30.0  # seconds
log = logging.getLogger(__name__)


class RedisOrMemory(RedisCache):
    """Django's Redis cache, with a second one in memory."""

    down_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]):
        params["OPTIONS"] = {**params.get("OPTIONS", {}), "retry": Retry(NoBackoff(), 1)}
        super().__init__(server, params)
        self.server = server
        self._memory = LocMemCache("redis cannot be reached", {"KEY_PREFIX": params.get("KEY_PREFIX", "")})


def _either(name: str) -> Callable[..., Any]:
    """Return the method that asks Redis, and the memory where Redis does not answer."""

    def ask(self: RedisOrMemory, *arguments: Any, **named: Any) -> Any:
        if time.monotonic() >= self.down_until.get(self.server, 0.0):
            try:
                return getattr(RedisCache, name)(self, *arguments, **named)
            except (NotReached, NotAnswering):
                self.down_until[self.server] = time.monotonic() + AGAIN_AFTER
                log.warning("the cache of this process stands in for Redis for %s seconds", AGAIN_AFTER)
        return getattr(self._memory, name)(*arguments, **named)

    return ask


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "has_key",
    "incr",
    "get_many",
    "set_many",
    "delete_many",
):
    setattr(RedisOrMemory, _name, _either(_name))
