"""Forget: what need not be known any longer, a bounded piece at a time."""

from __future__ import annotations

import logging

from moderation.toolbox import Toolbox
from moderation.tools.store import challenges, comments, figures, outbox, reports, seconds

log = logging.getLogger("adrem.forget")

DAY = 24 * 3_600_000
PIECE = 5_000
"""Comments whose contact data is emptied in one transaction, so that nobody waits long for the lock."""


def forget(toolbox: Toolbox) -> int:
    """Empty old contact data; drop old challenges, keys, fingerprints and readers' reports. Returns how many rows."""
    now = toolbox.clock()
    retention = now - toolbox.config.retention_days * DAY
    with toolbox.store.write() as db:
        emptied = comments.forget_contacts(db, retention, PIECE)
    with toolbox.store.write() as db:
        dropped = challenges.forget(db, now - DAY) + comments.forget_keys(db, now - DAY)
        dropped += comments.forget_fingerprints(db, now - DAY) + outbox.forget(db, now - 30 * DAY)
        dropped += figures.forget(db, now) + reports.forget(db, retention) + seconds.forget(db, now - 30 * DAY)
    log.info("emptied=%d dropped=%d", emptied, dropped)
    return emptied + dropped
