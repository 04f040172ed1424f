"""The queue: work sent by name to Celery workers, and the announcements that come back.

The queue only accelerates. What must be done stands in the database, so everything here may fail.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from moderation.errors import ConfigError
from moderation.redis_address import connect, for_celery

log = logging.getLogger("adrem.queue")

CHANNEL = "adrem:announcements"
BATCH = 512
"""Identifiers in one task when there is a backlog: dozens of times the throughput of one a task."""

CROWDED = 32
"""Tasks in the queue from which hints stop: what comes now is found by the dispatcher, and goes out in batches."""

PATIENCE = 0.15
"""Seconds that a request waits for its hint to reach the broker before it concludes that the broker is down."""

DOWN_FOR = 1.0
"""Seconds after a failed hint during which no request waits for a verdict at all."""

BROKER_ERRORS = (OperationalError, RedisError, OSError)

CELERY = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_default_queue": "adrem",
    "task_soft_time_limit": 60,
    "task_time_limit": 90,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_pool_limit": 2,
    "redis_socket_timeout": 5,
    "redis_socket_connect_timeout": 2,
    "broker_transport_options": {
        # What a worker has taken is not kept a second time in Redis: the lease in the database brings it back. And an
        # acknowledgement that needs no network cannot fail. One that fails takes a place of the prefetch limit with
        # it for ever, so that after two of them a worker would wait for nothing (kombu 5.7, Redis killed meanwhile).
        "ack_emulation": False,
        "health_check_interval": 5,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "queue_order_strategy": "priority",
    },
}
"""How Celery has to be set so that a task is lost only if the database has it still, and soon."""


def open_celery(url: str) -> Celery:
    """A Celery application on this broker. Importing no tasks, it can only send by name."""
    broker, options = for_celery(url)
    app = Celery("adrem", broker=broker, set_as_current=False)
    app.conf.update(CELERY)
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **options}
    return app


@dataclass(slots=True)
class Waiter:
    """One request that waits for one verdict."""

    done: threading.Event = field(default_factory=threading.Event)
    sent: bool = False
    announcement: Mapping[str, Any] | None = None


class Queue:
    """Owns the connection to the broker. In the web process it also runs the publisher and the subscriber."""

    def __init__(self, url: str, seats: int = 32) -> None:
        self.url = url
        self.celery = open_celery(url)
        self.redis = connect(url, timeout=2, health_check_interval=5)
        self.hints: queue.Queue[str] = queue.Queue(maxsize=10_000)
        self.waiters: dict[str, Waiter] = {}
        self.seats = threading.BoundedSemaphore(seats)
        self.down_until = 0.0
        self.listening = False

    # -- jobs: one function each, named as the task that does it ---------------------------------------

    def judge(self, ids: Sequence[str]) -> None:
        """Ask a worker to judge these comments."""
        self.send("judge", ids)

    def send(self, job: str, ids: Sequence[str]) -> None:
        """Send one task; raises one of BROKER_ERRORS when the broker does not take it."""
        self.celery.send_task(f"workers.tasks.{job}", args=[list(ids)], retry=False)

    def check(self) -> None:
        """Refuse a Redis that may throw the whole queue away: a queue is one key, and `allkeys-…` evicts any.

        A Redis that is away, or does not tell its settings, is given the benefit of the doubt.
        """
        try:
            policy = str(self.redis.config_get("maxmemory-policy").get("maxmemory-policy", ""))
        except RedisError:
            return
        if policy.startswith("allkeys"):
            raise ConfigError(f"Redis evicts any key ({policy}), also the queue. Set maxmemory-policy to volatile-ttl.")

    def length(self) -> int:
        """Tasks that no worker has taken yet."""
        return int(self.redis.llen("adrem"))

    # -- the worker's side ------------------------------------------------------------------------------

    def announce(self, announcements: Sequence[Mapping[str, Any]]) -> None:
        """Tell every web process what became of these comments. Nobody is waiting for certain, so it may fail."""
        try:
            self.redis.publish(CHANNEL, orjson.dumps(list(announcements)))
        except RedisError as error:
            log.warning("could not announce: %s", type(error).__name__)

    # -- the web process's side -------------------------------------------------------------------------

    def open(self) -> None:
        """Start the publisher and the subscriber of this web process."""
        for loop in (self.publish, self.subscribe):
            threading.Thread(target=loop, name=f"queue-{loop.__name__}", daemon=True).start()

    def hint(self, comment_id: str) -> None:
        """Let the publisher know of a pending comment. Never blocks: when it is full, the dispatcher finds it."""
        try:
            self.hints.put_nowait(comment_id)
        except queue.Full:
            log.warning("hint dropped; the dispatcher will find comment=%s", comment_id)

    @contextmanager
    def expect(self, comment_id: str) -> Iterator[Waiter]:
        """Register before the comment is hinted, so that no announcement is missed."""
        waiter = self.waiters[comment_id] = Waiter()
        try:
            yield waiter
        finally:
            self.waiters.pop(comment_id, None)

    def wait(self, waiter: Waiter, seconds: float) -> Mapping[str, Any] | None:
        """The announcement, if it comes in time. At once None when the broker is down or too many wait already."""
        if seconds <= 0 or not self.listening or time.monotonic() < self.down_until:
            return None
        if not self.seats.acquire(blocking=False):
            return None
        try:
            if not waiter.done.wait(min(seconds, PATIENCE)) and not waiter.sent:
                self.down_until = time.monotonic() + DOWN_FOR
                return None
            waiter.done.wait(max(0.0, seconds - PATIENCE))
            return waiter.announcement
        finally:
            self.seats.release()

    def publish(self) -> None:
        """Send hints for ever: one at a time when it is quiet, BATCH at a time when there is a backlog."""
        self.offer([])  # the first task pays for modules and connection: an empty one, before a visitor waits
        while True:
            ids = [self.hints.get()]
            while len(ids) < BATCH and not self.hints.empty():
                ids.append(self.hints.get_nowait())
            if not self.offer(ids):
                self.release(ids)
                continue
            for comment_id in ids:
                if waiter := self.waiters.get(comment_id):
                    waiter.sent = True

    def offer(self, ids: Sequence[str]) -> bool:
        """Send one task, unless the queue is crowded or the broker down; then the dispatcher will."""
        try:
            if self.length() > CROWDED:
                return False
            self.judge(ids)
        except BROKER_ERRORS as error:
            self.down_until = time.monotonic() + DOWN_FOR
            log.warning("broker unreachable, %d hints left to the dispatcher: %s", len(ids), type(error).__name__)
            return False
        return True

    def release(self, ids: Sequence[str]) -> None:
        """Let those who wait for these comments go: their answer is 202."""
        for comment_id in ids:
            if waiter := self.waiters.get(comment_id):
                waiter.done.set()

    def subscribe(self) -> None:
        """Hear announcements for ever, on a connection that is opened again when it breaks."""
        while True:
            try:
                with self.redis.pubsub(ignore_subscribe_messages=True) as channel:
                    channel.subscribe(CHANNEL)
                    self.listening = True
                    while True:
                        if message := channel.get_message(timeout=1.0):
                            self.hear(message["data"])
            except (RedisError, OSError, ValueError) as error:
                self.listening = False
                log.warning("not hearing announcements: %s", type(error).__name__)
                time.sleep(0.5)

    def hear(self, data: bytes) -> None:
        """Wake those who wait for what was announced."""
        for announcement in orjson.loads(data):
            if waiter := self.waiters.get(announcement["id"]):
                waiter.announcement = announcement
                waiter.done.set()
