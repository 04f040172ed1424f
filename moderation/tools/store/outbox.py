"""The outbox of webhooks: what the sites still have to hear. The schedule lives here, not in the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update
from uuid_utils import uuid7

from moderation.tools.store.sites import Site
from moderation.tools.store.tables import site, webhook_event


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook event on its way to one site."""

    id: str
    site_id: str
    url: str | None
    secret: str
    payload: str
    attempts: int
    created_at: int


def event_row(about: Site, kind: str, data: Mapping[str, Any], now: int) -> dict[str, Any] | None:
    """One event for the site, or None when it wants none. `data` tells the comment's id; the event's own stays."""
    if not about.webhook_url:
        return None
    payload = {"type": kind, "timestamp": datetime.fromtimestamp(now / 1000, UTC).isoformat(), "data": data}
    return {
        "id": f"msg_{uuid7().hex}",
        "site_id": about.id,
        "comment_id": data["id"],
        "type": kind,
        "payload": orjson.dumps(payload).decode(),
        "attempts": 0,
        "next_at": now,
        "done_at": None,
        "outcome": "",
        "created_at": now,
    }


def add_all(db: Connection, events: Sequence[Mapping[str, Any]]) -> None:
    """Write events in the transaction of what they tell."""
    if events:
        db.execute(insert(webhook_event), [dict(event) for event in events])


def lease(db: Connection, now: int, until: int, limit: int) -> list[str]:
    """Claim events that are due; nobody else gets them before `until`."""
    due = (
        select(webhook_event.c.id)
        .where(webhook_event.c.done_at.is_(None), webhook_event.c.next_at <= now)
        .order_by(webhook_event.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [row.id for row in db.execute(due)]
    if found:
        db.execute(update(webhook_event).where(webhook_event.c.id.in_(found)).values(next_at=until))
    return found


def undelivered(db: Connection, ids: Sequence[str]) -> list[Event]:
    """Those of the events that still have to go out, by site and age, with where to send them."""
    rows = db.execute(
        select(
            webhook_event.c.id,
            webhook_event.c.site_id,
            site.c.webhook_url,
            site.c.webhook_secret,
            webhook_event.c.payload,
            webhook_event.c.attempts,
            webhook_event.c.created_at,
        )
        .join(site, site.c.id == webhook_event.c.site_id)
        .where(webhook_event.c.id.in_(ids), webhook_event.c.done_at.is_(None))
        .order_by(webhook_event.c.site_id, webhook_event.c.created_at, webhook_event.c.id)
    )
    return [Event(*row) for row in rows]


def record(db: Connection, event_id: str, outcome: str, done_at: int | None, next_at: int) -> None:
    """What became of one attempt; `done_at` None means another one at `next_at`."""
    db.execute(
        update(webhook_event)
        .where(webhook_event.c.id == event_id)
        .values(attempts=webhook_event.c.attempts + 1, outcome=outcome, done_at=done_at, next_at=next_at)
    )


def forget(db: Connection, before: int) -> int:
    """Drop events that ended long ago."""
    return db.execute(delete(webhook_event).where(webhook_event.c.done_at < before)).rowcount
