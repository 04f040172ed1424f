"""Deliver: tell the sites what became of their comments, for three days, on the schedule of the database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from moderation.tools.store import outbox
from moderation.tools.store.connection import Store
from moderation.tools.store.outbox import Event
from moderation.tools.webhooks import Delivery, Webhooks

log = logging.getLogger("adrem.deliver")

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
SCHEDULE = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR)
"""Milliseconds between attempts; the last one repeats."""

GIVE_UP = 72 * HOUR
"""Age at which an event is given up: a site that is away for a long weekend still hears everything."""

SITES_AT_ONCE = 8
NOWHERE = Delivery(False, "the site has no webhook address", reachable=True)


def deliver(store: Store, webhooks: Webhooks, clock: Callable[[], int], ids: Sequence[str]) -> int:
    """Attempt each of the events that is still to be delivered; returns how many arrived.

    Sites are told side by side, the events of one site in their order, so that a slow site keeps nobody waiting.
    """
    with store.read() as db:
        events = outbox.undelivered(db, ids)
    sites = [list(group) for _, group in groupby(events, key=lambda event: event.site_id)]
    with ThreadPoolExecutor(SITES_AT_ONCE, thread_name_prefix="deliver") as pool:
        outcomes = [entry for told in pool.map(lambda group: tell(webhooks, group), sites) for entry in told]
    now = clock()
    with store.write() as db:
        for event, delivery in outcomes:
            over = delivery.delivered or event.url is None or now - event.created_at > GIVE_UP
            pause = SCHEDULE[min(event.attempts, len(SCHEDULE) - 1)]
            outbox.record(db, event.id, delivery.outcome[:200], now if over else None, now + pause)
    for event, delivery in outcomes:
        log.info("event=%s attempt=%d outcome=%s", event.id, event.attempts + 1, delivery.outcome)
    return sum(delivery.delivered for _, delivery in outcomes)


def tell(webhooks: Webhooks, events: Sequence[Event]) -> list[tuple[Event, Delivery]]:
    """Post the events of one site, in order. After one that found nobody there, the others need not try now."""
    told: list[tuple[Event, Delivery]] = []
    for event in events:
        last = told[-1][1] if told else NOWHERE
        if event.url is None or not last.reachable:
            told.append((event, last))
        else:
            told.append((event, webhooks.post(event.url, event.secret, event.id, event.payload)))
    return told
