"""The dispatcher: sends every pending comment and due webhook whose lease ran out, for ever.

It makes the queue a mere accelerator: whatever Redis loses, the database still has, and this sends it again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

from moderation.config import Config
from moderation.errors import Unavailable
from moderation.toolbox import Toolbox, open_toolbox
from moderation.tools.queue import BATCH, BROKER_ERRORS
from moderation.tools.store import comments, outbox

log = logging.getLogger("adrem.dispatch")

PAUSE = 0.5
"""Seconds between looks when there was nothing to send."""

LEASE = 30_000
"""Milliseconds that a worker has for what was sent to it before it is sent again."""

EVENTS, EVENT_LEASE = 8, 120_000
"""Webhook events in one task, and their lease: eight sites that all time out take 80 seconds."""

PIECE = 1_024
"""Comments claimed at once."""


def dispatch(toolbox: Toolbox) -> int:
    """Send what is due, once; returns how many identifiers went out. Raises BROKER_ERRORS or Unavailable."""
    now, store = toolbox.clock(), toolbox.store
    room = min(PIECE, toolbox.config.in_flight - toolbox.queue.length() * BATCH)
    ids: list[str] = []
    if room > 0:
        with store.write() as db:
            ids = comments.lease(db, now, now + LEASE, room)
    in_batches(toolbox.queue.judge, ids, BATCH)
    with store.write() as db:
        events = outbox.lease(db, now, now + EVENT_LEASE, EVENTS * 4)
    in_batches(toolbox.queue.deliver, events, EVENTS)
    return len(ids) + len(events)


def in_batches(send: Callable[[Sequence[str]], None], ids: Sequence[str], size: int) -> None:
    """Send identifiers a few at a time."""
    for begin in range(0, len(ids), size):
        send(ids[begin : begin + size])


def run(toolbox: Toolbox, stopped: threading.Event) -> None:
    """Dispatch until stopped. A broker or database that is down is waited for."""
    while not stopped.is_set():
        sent = 0
        try:
            sent = dispatch(toolbox)
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
    run(open_toolbox(config, pool_size=2), stopped)


if __name__ == "__main__":
    main()
