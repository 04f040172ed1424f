"""Canned reasons: what a site's moderators say often. One that ended stays where it was used."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update
from uuid_utils import uuid7

from moderation.tools.store.queue_tables import canned_reason as reason

MOST = 50


def of(db: Connection, site_id: str) -> dict[str, str]:
    """The reasons of a site by their identifiers, the oldest first."""
    own = (reason.c.site_id == site_id, reason.c.ended_at.is_(None))
    return {row.id: row.words for row in db.execute(select(reason).where(*own).order_by(reason.c.id).limit(MOST))}


def add(db: Connection, site_id: str, words: str, now: int) -> str:
    """One more; returns its identifier."""
    reason_id = uuid7().hex
    db.execute(insert(reason).values(id=reason_id, site_id=site_id, words=words, created_at=now))
    return reason_id


def end(db: Connection, site_id: str, reason_id: str, now: int) -> str:
    """Take one out of use, or back into it when it was out; returns its words, empty when there is no such one."""
    own = (reason.c.id == reason_id, reason.c.site_id == site_id)
    row = db.execute(select(reason.c.words, reason.c.ended_at).where(*own)).first()
    if row is None:
        return ""
    db.execute(update(reason).where(*own).values(ended_at=now if row.ended_at is None else None))
    return str(row.words)
