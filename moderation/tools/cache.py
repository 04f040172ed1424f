"""The verdict cache in Redis or Valkey, with a small in-process one in front. Losing it loses nothing."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TypeVar

from redis.exceptions import RedisError

from moderation.redis_address import connect

log = logging.getLogger("adrem.cache")
T = TypeVar("T")

TTL = 24 * 3600
"""Seconds that a verdict is remembered. Promotion and policy changes need none: they change the key."""

PAUSE = 1.0
"""Seconds for which a Redis that failed is not asked again, so that a frozen one costs one wait, not many."""

STORE = "for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[i + 1], 'EX', ARGV[1]) end"
"""MSET with an end to each: one command costs this process a tenth of what many cost it."""

NEAR_SIZE = 4096
COUNTERS = "adrem:cache:counters"
COUNTERS_TTL = 30 * 24 * 3600


class Cache:
    """Owns the connection pool to Redis for cached verdicts. Every failure is a miss."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.redis = connect(url, timeout=0.25, health_check_interval=10)
        self.clock = clock
        self.asleep_until = 0.0
        self.near: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()
        self.hits = self.misses = 0

    def lookup(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Those of the keys that are remembered, with their values, in one round trip at most."""
        with self.lock:
            found = {key: self.near[key] for key in keys if key in self.near}
        if missing := [key for key in dict.fromkeys(keys) if key not in found]:
            far = self.ask(lambda: self.redis.mget([f"adrem:verdict:{key}" for key in missing])) or []
            fetched = {key: value for key, value in zip(missing, far, strict=False) if isinstance(value, bytes)}
            self.remember(fetched)
            found.update(fetched)
        with self.lock:
            hits = sum(key in found for key in keys)
            self.hits += hits
            self.misses += len(keys) - hits
        return found

    def store(self, values: Mapping[str, bytes]) -> None:
        """Remember these for TTL seconds, here and for every other process."""
        if values:
            self.remember(values)
            self.ask(lambda: self.write(values))

    def write(self, values: Mapping[str, bytes]) -> None:
        """One pipeline: the values, and the counters since the last time."""
        with self.lock:
            hits, misses, self.hits, self.misses = self.hits, self.misses, 0, 0
        with self.redis.pipeline(transaction=False) as pipe:
            keys = [f"adrem:verdict:{key}" for key in values]
            pipe.eval(STORE, len(keys), *keys, TTL, *values.values())
            pipe.hincrby(COUNTERS, "hits", hits)
            pipe.hincrby(COUNTERS, "misses", misses)
            pipe.expire(COUNTERS, COUNTERS_TTL)
            pipe.execute()

    def counters(self) -> dict[str, int]:
        """Hits and misses of all processes, as far as they have reported."""
        stored = self.ask(lambda: self.redis.hgetall(COUNTERS)) or {}
        return {
            "hits": int(stored.get(b"hits", 0)) + self.hits,
            "misses": int(stored.get(b"misses", 0)) + self.misses,
        }

    def remember(self, values: Mapping[str, bytes]) -> None:
        """Keep values in this process, the least recently stored leaving first."""
        with self.lock:
            self.near.update(values)
            while len(self.near) > NEAR_SIZE:
                self.near.popitem(last=False)

    def alive(self) -> bool:
        """Whether Redis answers right now."""
        return bool(self.ask(self.redis.ping))

    def ask(self, question: Callable[[], T]) -> T | None:
        """Put one question to Redis; None when it is down, frozen, full or read-only."""
        if self.clock() < self.asleep_until:
            return None
        try:
            return question()
        except RedisError as error:
            self.asleep_until = self.clock() + PAUSE
            log.warning("cache unreachable: %s", type(error).__name__)
            return None
