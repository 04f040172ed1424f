"""The dispatcher: sends every pending comment whose lease ran out to the queue, and every due webhook to its site.

It makes the queue a mere accelerator: whatever Redis loses, the database still has, and this sends it again.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from moderation.acts import deliver
from moderation.config import Config
from moderation.errors import ConfigError, Unavailable
from moderation.tools.queue import BATCH, BROKER_ERRORS, Queue
from moderation.tools.store import comments, outbox
from moderation.tools.store.connection import Store
from moderation.tools.webhooks import Webhooks

log = logging.getLogger("adrem.dispatch")

PAUSE = 0.5
"""Seconds between looks when there was nothing to send."""

LEASE = 30_000
"""Milliseconds that a worker has for what was sent to it before it is sent again."""

EVENTS, EVENT_LEASE = 256, 60_000
"""Webhook events posted in one go, and the milliseconds after which another dispatcher may post them."""

PIECE = 1_024
"""Comments claimed at once."""


def dispatch(store: Store, queue: Queue, in_flight: int, now: int) -> bool:
    """Send what is pending and due, once; returns whether there is more. Raises BROKER_ERRORS or Unavailable."""
    room = min(PIECE, in_flight - queue.length() * BATCH)
    if room <= 0:
        return False
    with store.write() as db:
        ids = comments.lease(db, now, now + LEASE, room)
    for begin in range(0, len(ids), BATCH):
        queue.judge(ids[begin : begin + BATCH])
    if ids:
        log.info("sent=%d", len(ids))
    return len(ids) == PIECE


def post(store: Store, webhooks: Webhooks, now: int) -> bool:
    """Deliver the webhook events that are due, once; returns whether there are more."""
    with store.write() as db:
        due = outbox.lease(db, now, now + EVENT_LEASE, EVENTS)
    if due:
        deliver.deliver(store, webhooks, now_ms, due)
    return len(due) == EVENTS


def repeat(act: Callable[[], bool], stopped: threading.Event) -> None:
    """Do it until stopped, with a pause when there is no more. A broker or database that is down is waited for.

    A defect ends all of the process, so that whoever watches it starts it anew.
    """
    try:
        while not stopped.is_set():
            if not attempt(act):
                stopped.wait(PAUSE)
    finally:
        stopped.set()


def attempt(act: Callable[[], bool]) -> bool:
    """Do it once; False also when what it needs is down."""
    try:
        return act()
    except (*BROKER_ERRORS, Unavailable) as error:
        log.warning("cannot dispatch now: %s", type(error).__name__)
        return False


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def main() -> None:
    """Run as a process until SIGTERM or SIGINT."""
    config = Config.from_env()
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stopped = threading.Event()

    def stop(*_: Any) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    queue = Queue(config.redis)
    try:
        queue.check()
    except ConfigError as error:
        sys.exit(error.detail)
    store, webhooks = Store(config.database, pool_size=2, durable=False), Webhooks(config.local_webhooks)
    posting = threading.Thread(target=repeat, args=(lambda: post(store, webhooks, now_ms()), stopped))
    posting.start()
    repeat(lambda: dispatch(store, queue, config.in_flight, now_ms()), stopped)
    posting.join()


if __name__ == "__main__":
    main()
