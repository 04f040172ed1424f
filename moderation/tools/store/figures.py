"""Figures: what happened by hour and by day, counted as it happens, so that a picture never counts comments."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, delete, func, or_, select

from moderation.tools.store.figure_tables import figure
from moderation.tools.store.tally import SHARDS
from moderation.tools.store.upsert import add_up

HOUR, DAY = 3_600_000, 24 * 3_600_000
SPANS = {"hour": HOUR, "day": DAY}
KEPT = {"hour": 3 * DAY, "day": 400 * DAY}
"""Milliseconds for which each span is kept."""

Step = tuple[int, str, int]
"""A moment, what happened then, and how often; -1 takes back what was counted."""


def add(db: Connection, key: str, site_id: str, steps: Iterable[Step]) -> None:
    """Count what happened on a site. `key`, a comment of the batch, says which shard takes it."""
    hours, changes = Counter[tuple[int, str]](), Counter[tuple[str, int, str]]()
    for at, name, step in steps:
        hours[at - at % HOUR, name] += step
    for (hour, name), step in hours.items():
        for span, size in SPANS.items():
            changes[span, hour - hour % size, name] += step
    shard = zlib.crc32(key.encode()) % SHARDS
    add_up(
        db,
        figure,
        [
            {"site_id": site_id, "span": span, "begins": begins, "name": name, "shard": shard, "count": step}
            for (span, begins, name), step in sorted(changes.items())
            if step
        ],
    )


def since(db: Connection, site_ids: Sequence[str], span: str, begin: int) -> dict[int, Counter[str]]:
    """What happened on these sites since the span in which `begin` lies, by the beginning of each span."""
    wanted = (figure.c.site_id.in_(site_ids), figure.c.span == span, figure.c.begins >= begin - begin % SPANS[span])
    asked = select(figure.c.begins, figure.c.name, func.sum(figure.c.count)).where(*wanted)
    found: dict[int, Counter[str]] = {}
    for begins, name, count in db.execute(asked.group_by(figure.c.begins, figure.c.name)):
        found.setdefault(begins, Counter())[name] = int(count)
    return found


def forget(db: Connection, now: int) -> int:
    """Drop what no picture shows any longer."""
    old = (and_(figure.c.span == span, figure.c.begins < now - kept) for span, kept in KEPT.items())
    return db.execute(delete(figure).where(or_(*old))).rowcount
