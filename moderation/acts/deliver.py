"""Deliver: tell the sites what became of their comments, for three days, on the schedule of the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from moderation.toolbox import Toolbox
from moderation.tools.store import outbox
from moderation.tools.store.outbox import Event

log = logging.getLogger("adrem.deliver")

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
SCHEDULE = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR)
"""Milliseconds between attempts; the last one repeats."""

GIVE_UP = 72 * HOUR
"""Age at which an event is given up: a site that is away for a long weekend still hears everything."""


def deliver(toolbox: Toolbox, ids: Sequence[str]) -> int:
    """Attempt each of the events that is still to be delivered; returns how many arrived."""
    with toolbox.store.read() as db:
        events = outbox.undelivered(db, ids)
    return sum(attempt(toolbox, event) for event in events)


def attempt(toolbox: Toolbox, event: Event) -> bool:
    """One post, and its outcome in the outbox. A site that wants no webhooks any more ends its events."""
    if event.url is None:
        delivered, outcome, over = False, "the site has no webhook address", True
    else:
        result = toolbox.webhooks.post(event.url, event.secret, event.id, event.payload)
        delivered, outcome = result.delivered, result.outcome
        over = delivered or toolbox.clock() - event.created_at > GIVE_UP
    now = toolbox.clock()
    pause = SCHEDULE[min(event.attempts, len(SCHEDULE) - 1)]
    with toolbox.store.write() as db:
        outbox.record(db, event.id, outcome[:200], now if over else None, now + pause)
    log.info("event=%s attempt=%d delivered=%s outcome=%s", event.id, event.attempts + 1, delivered, outcome)
    return delivered
