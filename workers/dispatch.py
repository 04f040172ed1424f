"""The dispatcher: sends every pending comment and due webhook whose lease ran out, for ever.

It makes the queue a mere accelerator: whatever Redis loses, the database still has, and this sends it again.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from moderation.config import Config
from moderation.errors import ConfigError, Unavailable
from moderation.tools.queue import BATCH, BROKER_ERRORS, Queue
from moderation.tools.store import comments, outbox
from moderation.tools.store.connection import Store

log = logging.getLogger("adrem.dispatch")

PAUSE = 0.5
"""Seconds between looks when there was nothing to send."""

LEASE = 30_000
"""Milliseconds that a worker has for what was sent to it before it is sent again."""

EVENTS, EVENT_LEASE = 8, 120_000
"""Webhook events in one task, and their lease: eight sites that all time out take 80 seconds."""

PIECE = 1_024
"""Comments claimed at once."""


def dispatch(store: Store, queue: Queue, in_flight: int, now: int) -> int:
    """Send what is due, once; returns how many identifiers went out. Raises BROKER_ERRORS or Unavailable."""
    room = min(PIECE, in_flight - queue.length() * BATCH)
    ids: list[str] = []
    if room > 0:
        with store.write() as db:
            ids = comments.lease(db, now, now + LEASE, room)
    in_batches(queue.judge, ids, BATCH)
    with store.write() as db:
        events = outbox.lease(db, now, now + EVENT_LEASE, EVENTS * 4)
    in_batches(queue.deliver, events, EVENTS)
    return len(ids) + len(events)


def in_batches(send: Callable[[Sequence[str]], None], ids: Sequence[str], size: int) -> None:
    """Send identifiers a few at a time."""
    for begin in range(0, len(ids), size):
        send(ids[begin : begin + size])


def run(store: Store, queue: Queue, in_flight: int, stopped: threading.Event) -> None:
    """Dispatch until stopped. A broker or database that is down is waited for."""
    while not stopped.is_set():
        sent = 0
        try:
            sent = dispatch(store, queue, in_flight, time.time_ns() // 1_000_000)
        except (*BROKER_ERRORS, Unavailable) as error:
            log.warning("cannot dispatch now: %s", type(error).__name__)
        if sent:
            log.info("sent=%d", sent)
        if sent < PIECE:
            stopped.wait(PAUSE)


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
    run(Store(config.database, pool_size=1, durable=False), queue, config.in_flight, stopped)


if __name__ == "__main__":
    main()
